package io.weirflow.report;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Finds out whether the program runs on a terminal. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // later versions than 21 are asked by isTerminal
    static boolean isThere() {
        Console console = System.console();
        String type = System.getenv("TERM");
        return console != null && type != null && !type.equals("dumb") && isTerminal(console);
    }

    /** From Java 22 on there may be a console without a terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
