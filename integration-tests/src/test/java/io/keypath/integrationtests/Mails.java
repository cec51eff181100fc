package io.keypath.integrationtests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Mails as a person reads them. */
final class Mails {

    private Mails() {}

    /** All mails to a user's address with their heads, oldest first, as text. */
    static List<String> to(SmtpSink sink, String user) {
        return sink.mails().stream()
                .filter(mail -> mail.contains("To: " + user + "@example.org"))
                .map(Mails::decoded)
                .toList();
    }

    // Quoted-printable (RFC 2045 section 6.7), as Keycloak sends each part; the heads here have no equals sign before
    // two
    // hexadecimal digits.
    private static String decoded(String mail) {
        byte[] encoded = mail.replace("=\n", "").getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length; i++) {
            int high = i + 2 < encoded.length && encoded[i] == '=' ? Character.digit(encoded[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(encoded[i + 2], 16);
            if (low < 0) {
                bytes.write(encoded[i]);
            } else {
                bytes.write(high * 16 + low);
                i += 2;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
