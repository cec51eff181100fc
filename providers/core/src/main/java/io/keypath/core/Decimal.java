package io.keypath.core;

/** Numbers as literals of addresses have them: ASCII digits without sign or leading zero. */
final class Decimal {

    private Decimal() {}

    /** The number, or -1 when it is not one from 0 to {@code max}, which is below 100,000. */
    static int parse(String digits, int max) {
        boolean wellFormed = !digits.isEmpty()
                && digits.length() <= 5
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.equals("0") || digits.charAt(0) != '0');
        if (!wellFormed) {
            return -1;
        }
        int number = Integer.parseInt(digits);
        return number <= max ? number : -1;
    }
}
