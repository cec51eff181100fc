package io.keypath.keycloakdist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Keycloak's zip, where Maven put it when this module was built, or {@code -Dkeypath.dist=}. */
record Distribution(String version, Path zip) {

    Distribution {
        if (!Files.isRegularFile(zip)) {
            throw new IllegalStateException(
                    zip + " is missing: run ./mvnw -pl keycloak-dist compile, or set -Dkeypath.dist=");
        }
    }

    static Distribution standard() {
        var properties = new Properties();
        try (InputStream in = Distribution.class.getResourceAsStream("dist.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Distribution(
                properties.getProperty("version"),
                Path.of(System.getProperty("keypath.dist", properties.getProperty("zip"))));
    }

    /** A released zip never changes, so that its name and size tell as much as its 177 MB. */
    String key() {
        try {
            return version + "-" + Files.size(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves off the zip's outermost folder, and the admin command line, which is 30 MB that no server reads. */
    void unzipTo(Path target) throws IOException {
        try (var in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String inside = entry.getName().substring(entry.getName().indexOf('/') + 1);
                if (inside.startsWith("bin/client/")) {
                    continue;
                }
                Path file = target.resolve(inside).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("entry outside of the folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
                // Keycloak compares times to find out whether a build is stale.
                Files.setLastModifiedTime(file, FileTime.fromMillis(entry.getTime()));
                if (inside.endsWith(".sh") && !file.toFile().setExecutable(true)) {
                    throw new IOException("cannot make " + file + " executable");
                }
            }
        }
    }
}
