package io.keypath.benchmarks;

import io.keypath.core.TokenString;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clients and {@code kps_} secrets as rows of a stopped server's embedded database, copied from one that the server made:
 * by its REST API 20,000 would take longer than everything else. They have no service account and no client scopes.
 */
final class ClientRows {

    /** Of either type, and numbered from 1. */
    static final String OURS = "filler-ours-";

    static final String KEYCLOAKS = "filler-basic-";

    private ClientRows() {}

    static String tabSecret(String clientId) {
        return "secret-of-the-tab-of-" + clientId;
    }

    /**
     * Makes that many clients of each type, and a {@code kps_} secret for each of ours; these secrets.
     *
     * @param ours clientId of a client of ours in the realm, which has exactly one {@code kps_} secret
     */
    static List<String> add(Path data, String realm, String ours, int count) throws SQLException {
        String where = " from CLIENT where CLIENT_ID = '" + ours
                + "' and REALM_ID = (select ID from REALM where NAME = '" + realm + "')";
        try (Connection connection = Rows.connect(data);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            String template = "(select ID" + where + ")";
            Rows.copy(statement, "CLIENT", "ID = " + template, clientColumns(OURS, "CLIENT_AUTHENTICATOR_TYPE"), count);
            Rows.copy(statement, "CLIENT", "ID = " + template, clientColumns(KEYCLOAKS, "'client-secret'"), count);
            Rows.copy(
                    statement,
                    "KEYPATH_TOKEN",
                    "CLIENT_UUID = " + template,
                    Map.of(
                            "ID",
                            "'kps-' || X",
                            "CLIENT_UUID",
                            "'" + OURS + "' || X",
                            "OWNER_ID",
                            "'" + OURS + "' || X"),
                    count);
            List<String> secrets = strings(connection, count);
            connection.commit();
            return secrets;
        }
    }

    private static Map<String, String> clientColumns(String prefix, String type) {
        String name = "'" + prefix + "' || X";
        return Map.of(
                "ID",
                name,
                "CLIENT_ID",
                name,
                "SECRET",
                "'" + tabSecret("") + "' || " + name,
                "CLIENT_AUTHENTICATOR_TYPE",
                type,
                "SERVICE_ACCOUNTS_ENABLED",
                "false");
    }

    private static List<String> strings(Connection connection, int count) throws SQLException {
        var random = new SecureRandom();
        var secrets = new ArrayList<String>();
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into KEYPATH_TOKEN_STRING (TOKEN_HASH, TOKEN_ID, ISSUED_AT) values (?, ?, 0)")) {
            for (int number = 1; number <= count; number++) {
                TokenString string = TokenString.generate(TokenString.Kind.SECRET, random);
                insert.setString(1, string.sha256());
                insert.setString(2, "kps-" + number);
                insert.addBatch();
                secrets.add(string.reveal());
            }
            insert.executeBatch();
        }
        return secrets;
    }
}
