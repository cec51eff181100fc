package io.keypath.keycloakdist;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.keypath.keycloakdist.KeycloakBuilder.Setup;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.utility.MountableFile;

/** Keycloak from its official image, in {@code start-dev}; Docker, or what speaks its protocol, has to be there. */
final class KeycloakInContainer implements RunningKeycloak {

    /** What the container sets itself, or what would hide it from this machine. */
    private static final List<String> OWN =
            List.of("--http-host=", "--http-enabled=", "--health-enabled=", "--metrics-enabled=", "--db=dev-file");

    private final KeycloakContainer container;
    private final AdminUser adminUser;

    private KeycloakInContainer(KeycloakContainer container, AdminUser adminUser) {
        this.container = container;
        this.adminUser = adminUser;
    }

    static RunningKeycloak start(Setup setup) {
        if (!(setup.database() instanceof Database.H2)) {
            throw new IllegalArgumentException(
                    "a container cannot reach " + setup.database() + ": use keypath.server=process");
        }
        String image = System.getProperty(
                "keypath.image",
                "quay.io/keycloak/keycloak:" + Distribution.standard().version());
        var container = new KeycloakContainer(image)
                .withAdminUsername(setup.adminUser().name())
                .withAdminPassword(setup.adminUser().password())
                .withProviderLibsFrom(
                        setup.providers().stream().map(Path::toFile).toList())
                .withStartupTimeout(setup.startTimeout())
                .withEnabledMetrics();
        setup.buildOptions().stream().filter(KeycloakInContainer::isPassedOn).forEach(container::withCustomCommand);
        setup.options().stream().filter(KeycloakInContainer::isPassedOn).forEach(container::withCustomCommand);
        // KeycloakContainer says --import-realm itself.
        for (Path file : setup.realmFiles()) {
            container.withCopyFileToContainer(
                    MountableFile.forHostPath(file), "/opt/keycloak/data/import/" + file.getFileName());
        }
        if (!setup.javaOpts().isEmpty()) {
            container.withEnv("JAVA_OPTS_APPEND", String.join(" ", setup.javaOpts()));
        }
        // Testcontainers forgets what a container wrote that did not come up.
        var output = new ToStringConsumer();
        container.withLogConsumer(output);
        try {
            container.start();
        } catch (ContainerLaunchException e) {
            throw new KeycloakStartException(e.getMessage() + "\n" + LogFile.tailOf(output.toUtf8String()));
        }
        return new KeycloakInContainer(container, setup.adminUser());
    }

    private static boolean isPassedOn(String option) {
        return OWN.stream().noneMatch(option::startsWith);
    }

    @Override
    public URI baseUri() {
        return withoutSlash(container.getAuthServerUrl());
    }

    @Override
    public URI managementUri() {
        return withoutSlash(container.getMgmtServerUrl());
    }

    private static URI withoutSlash(String url) {
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    @Override
    public AdminUser adminUser() {
        return adminUser;
    }

    @Override
    public String logs() {
        return container.getLogs();
    }

    @Override
    public void close() {
        container.stop();
    }
}
