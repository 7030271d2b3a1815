package io.weirflow.reflow;

import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.DataSize;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import io.weirflow.resource.Resources;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * Amounts of resources as Reflow has them: any number, also NaN and infinities, and names with the amount zero are kept.
 * {@link Resources} is what the rest of the library uses. Immutable and thread-safe.
 */
public final class ReflowResources {
    /** Nothing, as Go's nil map, which JSON shows as {@code null}. */
    public static final ReflowResources NIL = new ReflowResources(ImmutableSortedMap.of(), true);

    private static final double MEMORY_PER_CPU = 8.0 * (1L << 30);
    private static final Set<String> CORE = Set.of(Resources.MEM, Resources.CPU, Resources.DISK);

    private final ImmutableSortedMap<String, Double> amounts;
    private final boolean nil;

    private ReflowResources(Map<String, Double> amounts, boolean nil) {
        this.amounts = ImmutableSortedMap.copyOf(amounts, Utf8Order.INSTANCE);
        this.nil = nil;
    }

    /** Returns resources of the given amounts. */
    public static ReflowResources of(Map<String, Double> amounts) {
        return new ReflowResources(amounts, false);
    }

    /** Returns what Reflow has for resources: {@link #NIL} for none. */
    public static ReflowResources of(Resources resources) {
        return resources.isEmpty() ? NIL : of(resources.asMap());
    }

    /**
     * Returns these as resources of Weirflow's.
     *
     * @throws WeirflowException of kind INVALID if an amount is not finite
     */
    public Resources toResources() {
        return Resources.of(amounts);
    }

    /** Returns the amounts by name. */
    public Map<String, Double> asMap() {
        return amounts;
    }

    /** Returns an amount, zero where there is none. */
    public double get(String name) {
        return amounts.getOrDefault(name, 0.0);
    }

    /** Tells whether no amount asked for exceeds what is here. */
    public boolean available(ReflowResources request) {
        return request.amounts.entrySet().stream().noneMatch(entry -> get(entry.getKey()) < entry.getValue());
    }

    /** Returns the sum. */
    public ReflowResources plus(ReflowResources other) {
        return combine(other, Double::sum);
    }

    /** Returns the difference. */
    public ReflowResources minus(ReflowResources other) {
        return combine(other, (a, b) -> a - b);
    }

    /** Returns the smaller amounts; a name that only this has keeps its amount. */
    public ReflowResources min(ReflowResources other) {
        return replaceIf(other, (present, candidate) -> candidate < present);
    }

    /** Returns the larger amounts; a name that only this has keeps its amount. */
    public ReflowResources max(ReflowResources other) {
        return replaceIf(other, (present, candidate) -> candidate > present);
    }

    /** Returns each amount multiplied by a factor. */
    public ReflowResources times(double factor) {
        Map<String, Double> scaled = new TreeMap<>(amounts);
        scaled.replaceAll((name, amount) -> amount * factor);
        return of(scaled);
    }

    /** Returns for each name that both have the quotient of the amounts. */
    public Map<String, Double> dividedBy(ReflowResources other) {
        Map<String, Double> quotients = new TreeMap<>(Utf8Order.INSTANCE);
        other.amounts.forEach((name, amount) -> {
            if (amounts.containsKey(name)) {
                quotients.put(name, get(name) / amount);
            }
        });
        return quotients;
    }

    /** Returns the largest positive quotient of {@link #dividedBy}, zero if there is none. */
    public double maxRatio(ReflowResources other) {
        double max = 0;
        for (double quotient : dividedBy(other).values()) {
            max = quotient > max ? quotient : max;
        }
        return max;
    }

    /** Returns how far apart both are in CPU and memory, where 8 GiB weigh as much as a core. */
    public double scaledDistance(ReflowResources other) {
        return Math.abs(get(Resources.MEM) - other.get(Resources.MEM)) / MEMORY_PER_CPU
                + Math.abs(get(Resources.CPU) - other.get(Resources.CPU));
    }

    /** Tells whether all amounts are equal, absent ones being zero. */
    public boolean sameAs(ReflowResources other) {
        return equalWhereStated(other) && other.equalWhereStated(this);
    }

    private boolean equalWhereStated(ReflowResources other) {
        // Unboxed: NaN differs from itself, and zero equals negative zero.
        return amounts.entrySet().stream().allMatch(entry -> (double) entry.getValue() == other.get(entry.getKey()));
    }

    private ReflowResources combine(ReflowResources other, DoubleBinaryOperator operator) {
        Map<String, Double> combined = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> combined.put(name, operator.applyAsDouble(get(name), amount)));
        return of(combined);
    }

    private interface Preference {
        boolean prefers(double present, double candidate);
    }

    private ReflowResources replaceIf(ReflowResources other, Preference preference) {
        Map<String, Double> combined = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> {
            if (preference.prefers(get(name), amount)) {
                combined.put(name, amount);
            }
        });
        return of(combined);
    }

    /**
     * Returns the JSON form, an object with the names in order, or {@code null} for {@link #NIL}.
     *
     * @throws WeirflowException of kind INVALID if an amount is not finite
     */
    public String toJson() {
        if (nil) {
            return "null";
        }
        StringJoiner json = new StringJoiner(",", "{", "}");
        amounts.forEach((name, amount) -> json.add(GoJson.quote(name) + ':' + GoNumbers.json(amount)));
        return json.toString();
    }

    /**
     * Returns the resources of a JSON form; {@code null} is {@link #NIL}.
     *
     * @throws WeirflowException of kind INVALID that says what is wrong
     */
    public static ReflowResources fromJson(String json) {
        return GoJsonReader.readAll(json, "read resources", ExecConfigJson::resources);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof ReflowResources other && nil == other.nil && amounts.equals(other.amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    /** Returns {@code {mem:1.0GiB cpu:2 disk:0B gpu:1}}: memory, CPU and disk if one is not zero, then others that are not. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        if (get(Resources.MEM) != 0 || get(Resources.CPU) != 0 || get(Resources.DISK) != 0) {
            text.append("mem:").append(size(Resources.MEM));
            text.append(" cpu:").append(GoNumbers.general(get(Resources.CPU)));
            text.append(" disk:").append(size(Resources.DISK));
        }
        amounts.forEach((name, amount) -> {
            if (amount != 0 && !CORE.contains(name)) {
                text.append(' ').append(name).append(':').append(GoNumbers.general(amount));
            }
        });
        return text.append('}').toString();
    }

    private String size(String name) {
        return DataSize.text(GoNumbers.toInteger(get(name)));
    }
}
