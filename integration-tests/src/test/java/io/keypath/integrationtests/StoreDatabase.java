package io.keypath.integrationtests;

import io.keypath.gate.store.ShareEntity;
import io.keypath.keycloakdist.MariaDbServer;
import io.keypath.secretauthenticator.store.ClientSecretEntity;
import io.keypath.tokens.store.NoticeEntity;
import io.keypath.tokens.store.NoticeMarkEntity;
import io.keypath.tokens.store.TokenEntity;
import io.keypath.tokens.store.TokenOwnerEntity;
import io.keypath.tokens.store.TokenStringEntity;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.keycloak.models.jpa.entities.RealmEntity;

/** A database with our tables, made by our changelogs, beside Keycloak's; no server. Each is started once. */
enum StoreDatabase {
    H2,
    POSTGRESQL,
    /** With its defaults: comparisons know no case, no accents and no trailing blanks. */
    MARIADB;

    // It tells of what tests mean to happen. Loggers that nobody holds forget their level.
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    static {
        HIBERNATE.setLevel(Level.SEVERE);
    }

    private static final Map<StoreDatabase, EntityManagerFactory> STARTED = new EnumMap<>(StoreDatabase.class);

    private static final List<Class<?>> OURS = List.of(
            TokenEntity.class,
            TokenStringEntity.class,
            NoticeEntity.class,
            NoticeMarkEntity.class,
            TokenOwnerEntity.class,
            ClientSecretEntity.class,
            ShareEntity.class);

    /** Our changelogs, by the module that has them. Not from the class path, on which they stand in the bundle too. */
    static final Map<String, String> CHANGELOGS = Map.of(
            "tokens", "META-INF/keypath-tokens-changelog.xml",
            "secret-authenticator", "META-INF/keypath-secrets-changelog.xml",
            "gate", "META-INF/keypath-gate-changelog.xml");

    private static final Pattern ENTITY = Pattern.compile("<class>([\\w.]+)</class>");

    private record Address(String url, String user) {}

    /** In a transaction of its own, with nothing in memory of those before. */
    <T> T in(Function<EntityManager, T> work) {
        return factory().callInTransaction(work);
    }

    void run(Consumer<EntityManager> work) {
        factory().runInTransaction(work);
    }

    private EntityManagerFactory factory() {
        synchronized (STARTED) {
            return STARTED.computeIfAbsent(this, StoreDatabase::start);
        }
    }

    private static EntityManagerFactory start(StoreDatabase database) {
        Address address = switch (database) {
            case H2 -> new Address("jdbc:h2:mem:stores;NON_KEYWORDS=VALUE;DB_CLOSE_DELAY=-1", "sa");
            case POSTGRESQL -> postgres();
            case MARIADB -> new Address(MariaDbServer.start().jdbcUrl(), "root");
        };
        List<Class<?>> keycloaks = keycloaksEntities();
        configuration(address, keycloaks)
                .property("jakarta.persistence.schema-generation.database.action", "create")
                .createEntityManagerFactory()
                .close();
        migrate(address);
        return configuration(
                        address,
                        Stream.concat(keycloaks.stream(), OURS.stream()).toList())
                .createEntityManagerFactory();
    }

    private static HibernatePersistenceConfiguration configuration(Address address, List<Class<?>> entities) {
        var configuration = new HibernatePersistenceConfiguration("stores");
        configuration
                .managedClasses(entities)
                .property("jakarta.persistence.jdbc.url", address.url())
                .property("jakarta.persistence.jdbc.user", address.user())
                .property("jakarta.persistence.jdbc.password", "")
                .property("hibernate.query.startup_check", "false");
        return configuration;
    }

    // Those that Keycloak's own persistence unit names.
    private static List<Class<?>> keycloaksEntities() {
        try (InputStream unit = RealmEntity.class.getResourceAsStream("/default-persistence.xml")) {
            if (unit == null) {
                throw new AssertionError("Keycloak has no persistence unit where it was");
            }
            return ENTITY.matcher(new String(unit.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .<Class<?>>map(StoreDatabase::load)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(MatchResult entity) {
        try {
            return Class.forName(entity.group(1));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void migrate(Address address) {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), "")) {
            var database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            for (Map.Entry<String, String> module : CHANGELOGS.entrySet()) {
                new Liquibase(module.getValue(), resources(module.getKey()), database).update("");
            }
        } catch (SQLException | LiquibaseException | IOException e) {
            throw new AssertionError(e);
        }
    }

    static ResourceAccessor resources(String module) throws IOException {
        return new DirectoryResourceAccessor(Path.of("../providers", module, "src/main/resources"));
    }

    private static Address postgres() {
        try {
            return new Address(EmbeddedPostgres.builder().start().getJdbcUrl("postgres", "postgres"), "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
