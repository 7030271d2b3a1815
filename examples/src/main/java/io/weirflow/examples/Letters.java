package io.weirflow.examples;

/** Writes numbers in letters, so that they count as words. */
final class Letters {
    private Letters() {}

    static String of(int number) {
        StringBuilder letters = new StringBuilder();
        for (char digit : Integer.toString(number).toCharArray()) {
            letters.append((char) (digit - '0' + 'a'));
        }
        return letters.toString();
    }
}
