package io.keypath.integrationtests;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Mails as a person reads them. */
final class Mails {

    private Mails() {}

    /** Subject, media types and texts of all mails to a user's address, oldest first. */
    static List<String> to(SmtpSink sink, String user) {
        return sink.mails().stream()
                .filter(mail -> mail.contains("To: " + user + "@example.org"))
                .map(Mails::read)
                .toList();
    }

    private static String read(String mail) {
        try {
            var message = new MimeMessage(null, new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
            var text =
                    new StringBuilder("Subject: ").append(message.getSubject()).append('\n');
            append(text, message);
            return text.toString();
        } catch (MessagingException | IOException e) {
            throw new AssertionError(mail, e);
        }
    }

    private static void append(StringBuilder text, Part part) throws MessagingException, IOException {
        text.append(part.getContentType()).append('\n');
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                append(text, parts.getBodyPart(i));
            }
        } else {
            text.append(part.getContent()).append('\n');
        }
    }
}
