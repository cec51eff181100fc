package io.keypath.keycloakdist;

import java.util.List;

/** Where the server keeps its data; a database server and what is in it belong to the caller. */
public sealed interface Database {

    /** Keycloak's embedded database, fresh for each server. */
    static Database h2() {
        return new H2();
    }

    static Database postgres(String jdbcUrl, String user, String password) {
        return new Remote("postgres", jdbcUrl, user, password);
    }

    static Database mariaDb(String jdbcUrl, String user, String password) {
        return new Remote("mariadb", jdbcUrl, user, password);
    }

    String buildOption();

    List<String> options();

    record H2() implements Database {
        @Override
        public String buildOption() {
            return "--db=dev-file";
        }

        @Override
        public List<String> options() {
            return List.of();
        }
    }

    record Remote(String kind, String jdbcUrl, String user, String password) implements Database {
        @Override
        public String buildOption() {
            return "--db=" + kind;
        }

        @Override
        public List<String> options() {
            return List.of("--db-url=" + jdbcUrl, "--db-username=" + user, "--db-password=" + password);
        }

        @Override
        public String toString() {
            return kind + "[" + jdbcUrl + "]";
        }
    }
}
