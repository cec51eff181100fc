package io.keypath.tokens.service;

/** What callers wrote, in the details of an event. */
public final class EventText {

    private EventText() {}

    /**
     * The text with U+FFFD for each character beyond U+FFFF. Keycloak 26.7 keeps details in a column of the national
     * character set, which of MySQL and MariaDB knows no others: the event, and the change with it, would fail.
     */
    public static String of(String text) {
        return text.codePoints().anyMatch(Character::isSupplementaryCodePoint)
                ? text.codePoints()
                        .map(c -> Character.isSupplementaryCodePoint(c) ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : text;
    }
}
