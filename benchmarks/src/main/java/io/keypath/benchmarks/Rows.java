package io.keypath.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;

/** Rows of a stopped server's embedded database, copied from one that the server made. */
final class Rows {

    static final String USER = "sa";
    static final String PASSWORD = "password";

    private Rows() {}

    static Connection connect(Path data) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + data.resolve("h2/keycloakdb").toAbsolutePath() + ";NON_KEYWORDS=VALUE",
                USER,
                PASSWORD);
    }

    /** Copies the row of a condition, with other values in some columns; X counts from 1. */
    static void copy(Statement statement, String table, String condition, Map<String, String> others, int count)
            throws SQLException {
        var columns = new ArrayList<String>();
        var values = new ArrayList<String>();
        try (ResultSet names = statement.executeQuery(
                "select COLUMN_NAME from INFORMATION_SCHEMA.COLUMNS where TABLE_NAME = '" + table + "'")) {
            while (names.next()) {
                String column = names.getString(1);
                columns.add('"' + column + '"');
                values.add(others.getOrDefault(column.toUpperCase(Locale.ROOT), '"' + column + '"'));
            }
        }
        statement.executeUpdate("insert into " + table + " (" + String.join(", ", columns) + ") select "
                + String.join(", ", values) + " from " + table + " cross join SYSTEM_RANGE(1, " + count + ") where "
                + condition);
    }
}
