package io.weirflow.reflow.vectors;

import io.weirflow.reflow.ReflowResources;
import java.util.HashMap;
import java.util.Map;

/** Reads the values of the vectors' inputs. */
public final class Neutral {
    private Neutral() {}

    /** Reads resources: a map of numbers, or null. */
    public static ReflowResources resources(Json json) {
        if (json.isNull()) {
            return ReflowResources.NIL;
        }
        Map<String, Double> amounts = new HashMap<>();
        json.members().forEach((name, amount) -> amounts.put(name, amount.real()));
        return ReflowResources.of(amounts);
    }
}
