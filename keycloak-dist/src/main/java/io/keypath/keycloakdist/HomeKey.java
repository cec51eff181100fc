package io.keypath.keycloakdist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Names a kept home or database by what it was made from: equal parts, equal name, whatever their order. */
record HomeKey(String hash) {

    static HomeKey of(Distribution distribution, List<Path> providers, List<String> buildOptions) throws IOException {
        var digest = new Parts();
        digest.add(distribution.key());
        buildOptions.stream().sorted().forEach(digest::add);
        digest.addFiles(providers);
        return digest.key();
    }

    /** A database as it is after the first start of this home. */
    HomeKey database(AdminUser admin, List<Path> realmFiles) throws IOException {
        var digest = new Parts();
        digest.add(hash);
        digest.add(admin.name());
        digest.add(admin.password());
        digest.addFiles(realmFiles);
        return digest.key();
    }

    private static final class Parts {
        private final MessageDigest sha256;

        Parts() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        void add(String part) {
            add(part.getBytes(StandardCharsets.UTF_8));
        }

        // With its length in front, so that no two lists of parts run together to the same bytes.
        void add(byte[] part) {
            sha256.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
            sha256.update(part);
        }

        void addFiles(List<Path> files) throws IOException {
            var sorted = files.stream()
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
            for (Path file : sorted) {
                add(file.getFileName().toString());
                add(Files.readAllBytes(file));
            }
        }

        HomeKey key() {
            return new HomeKey(HexFormat.of().formatHex(sha256.digest()).substring(0, 24));
        }
    }
}
