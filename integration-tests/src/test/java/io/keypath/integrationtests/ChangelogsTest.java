package io.keypath.integrationtests;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SQL that the changelogs become, within the limits of each database; nothing is run. */
class ChangelogsTest {

    // Oracle before 12.2, and what Keycloak keeps to.
    private static final int LONGEST_NAME = 30;

    private static final Set<String> RESERVED = Set.of(
            "PATH", "ACTION", "LEVEL", "MODE", "COMMENT", "DATE", "NUMBER", "SIZE", "UID", "USER", "FILE", "ACCESS",
            "KEY", "INDEX", "ORDER", "GROUP", "VALUE", "VALUES", "TYPE", "TOKEN", "SCOPE", "OWNER", "START", "END",
            "GRANT");

    private static final Pattern TABLE = Pattern.compile("(?is)CREATE TABLE (?:\\S+\\.)?(\\w+) ?\\((.*)\\)");
    private static final Pattern ADDED =
            Pattern.compile("(?is)ALTER TABLE (?:\\S+\\.)?(\\w+) ADD (?!CONSTRAINT|PRIMARY)(.*)");
    private static final Pattern TEXT = Pattern.compile("(?i)(\\w+) (?:N?VARCHAR2?|CHAR) ?\\((\\d+)[^)]*\\)");
    private static final Pattern KEY = Pattern.compile(
            "(?is)(?:CREATE (?:UNIQUE )?(?:NONCLUSTERED )?INDEX (?:\\S+\\.)?\\w+ ON (?:\\S+\\.)?(\\w+) ?\\(([^)]*)\\)"
                    + "|ALTER TABLE (?:\\S+\\.)?(\\w+) ADD (?:CONSTRAINT \\w+ )?PRIMARY KEY ?\\(([^)]*)\\))");
    private static final Pattern NAME = Pattern.compile("(?i)\\bKEYPATH_\\w+");

    /** What a database bears. Bytes of a key: SQL Server 900 of a clustered one, InnoDB 3072, Oracle 6398 of a block of 8 kB. */
    enum Dialect {
        ORACLE("oracle?version=19", 4000, 4, 6398),
        SQL_SERVER("mssql?version=15", 8000, 1, 900),
        MYSQL("mysql?version=8.4", 16383, 4, 3072),
        MARIADB("mariadb?version=10.11", 16383, 4, 3072),
        POSTGRESQL("postgresql?version=16", 10_485_760, 4, 2704),
        H2("h2?version=2.3", 1_048_576, 4, Integer.MAX_VALUE);

        final String offline;
        final int longestText;
        final int bytesPerCharacter;
        final int longestKey;

        Dialect(String offline, int longestText, int bytesPerCharacter, int longestKey) {
            this.offline = offline;
            this.longestText = longestText;
            this.bytesPerCharacter = bytesPerCharacter;
            this.longestKey = longestKey;
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theSqlIsWithinTheLimitsOfTheDatabase(Dialect dialect) throws LiquibaseException, IOException {
        var widths = new HashMap<String, Map<String, Integer>>();
        var names = new TreeSet<String>();
        var keys = new HashMap<String, Integer>();
        for (String statement : statements(dialect)) {
            NAME.matcher(statement).results().map(MatchResult::group).forEach(names::add);
            for (Pattern columns : List.of(TABLE, ADDED)) {
                columns.matcher(statement)
                        .results()
                        .forEach(table -> widths.computeIfAbsent(table.group(1), name -> new HashMap<>())
                                .putAll(widths(table.group(2))));
            }
            KEY.matcher(statement).results().forEach(key -> {
                String table = key.group(1) == null ? key.group(3) : key.group(1);
                String columns = key.group(2) == null ? key.group(4) : key.group(2);
                keys.put(
                        statement,
                        Arrays.stream(columns.split(",", -1))
                                .mapToInt(
                                        column -> bytes(dialect, widths.getOrDefault(table, Map.of()), column.strip()))
                                .sum());
            });
        }

        assertThat(widths.keySet())
                .containsExactlyInAnyOrder(
                        "KEYPATH_TOKEN",
                        "KEYPATH_TOKEN_GRANT",
                        "KEYPATH_TOKEN_STRING",
                        "KEYPATH_TOKEN_OWNER",
                        "KEYPATH_NOTICE",
                        "KEYPATH_NOTICE_MARK",
                        "KEYPATH_CLIENT_SECRET",
                        "KEYPATH_GATE_SHARE");
        assertThat(widths.values())
                .allSatisfy(columns -> assertThat(columns.values())
                        .allSatisfy(width -> assertThat(width).isLessThanOrEqualTo(dialect.longestText)))
                .allSatisfy(columns -> assertThat(columns.keySet()).doesNotContainAnyElementsOf(RESERVED));
        assertThat(names).allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(LONGEST_NAME));
        assertThat(keys).hasSizeGreaterThanOrEqualTo(17);
        assertThat(keys).allSatisfy((key, bytes) -> assertThat(bytes).as(key).isLessThanOrEqualTo(dialect.longestKey));
    }

    private static Map<String, Integer> widths(String columns) {
        return TEXT.matcher(columns)
                .results()
                .collect(toMap(
                        column -> column.group(1).toUpperCase(Locale.ROOT),
                        column -> Integer.valueOf(column.group(2))));
    }

    // A number takes 8 bytes, in Oracle up to 22.
    private static int bytes(Dialect dialect, Map<String, Integer> widths, String column) {
        Integer width = widths.get(column.toUpperCase(Locale.ROOT));
        return width == null ? 22 : width * dialect.bytesPerCharacter;
    }

    @SuppressWarnings("deprecation") // The way that takes its place writes to no Writer of ours.
    private List<String> statements(Dialect dialect) throws LiquibaseException, IOException {
        var statements = Stream.<String>builder();
        for (Map.Entry<String, String> module : StoreDatabase.CHANGELOGS.entrySet()) {
            String changelog = module.getValue();
            var resources = StoreDatabase.resources(module.getKey());
            String history = folder.resolve(dialect + "-" + changelog.hashCode() + ".csv")
                    .toString();
            var database = DatabaseFactory.getInstance()
                    .openDatabase(
                            "offline:" + dialect.offline + "&outputLiquibaseSql=none&changeLogFile=" + history,
                            null,
                            null,
                            null,
                            new ClassLoaderResourceAccessor());
            var sql = new StringWriter();
            try (var liquibase = new Liquibase(changelog, resources, database)) {
                liquibase.update(new Contexts(), new LabelExpression(), sql);
            }
            Arrays.stream(sql.toString().split("\n", -1))
                    .filter(line -> !line.startsWith("--"))
                    .reduce((all, line) -> all + "\n" + line)
                    .stream()
                    .flatMap(text -> Arrays.stream(text.split(";\\s|\\nGO\\s", -1)))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .forEach(statements);
        }
        return statements.build().toList();
    }
}
