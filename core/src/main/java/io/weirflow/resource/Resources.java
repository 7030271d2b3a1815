package io.weirflow.resource;

import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Amounts of countable resources by name. A name that is not present counts as zero, so that {@code {}} equals
 * {@code {mem: 0}}. Immutable and thread-safe.
 *
 * <p>The well-known names are {@link #MEM} and {@link #DISK} in bytes and {@link #CPU} in cores; any further name may be
 * used. Amounts may be negative as the result of {@link #minus}, never infinite or NaN.
 */
public final class Resources {
    /** Memory in bytes. */
    public static final String MEM = "mem";
    /** CPU in cores; fractions are allowed. */
    public static final String CPU = "cpu";
    /** Disk space in bytes. */
    public static final String DISK = "disk";
    /** Nothing of anything. */
    public static final Resources NONE = new Resources(ImmutableSortedMap.of());

    private final ImmutableSortedMap<String, Double> amounts;

    private Resources(ImmutableSortedMap<String, Double> amounts) {
        this.amounts = amounts;
    }

    /**
     * Returns resources of the given amounts.
     *
     * @throws WeirflowException of kind INVALID for a NaN or infinite amount
     */
    public static Resources of(Map<String, Double> amounts) {
        ImmutableSortedMap.Builder<String, Double> checked = ImmutableSortedMap.naturalOrder();
        amounts.forEach((name, amount) -> {
            if (!Double.isFinite(amount)) {
                throw WeirflowException.of(
                        ErrorKind.INVALID, "resources", "the amount of " + name + " is not a finite number", amount);
            }
            if (amount != 0) {
                checked.put(name, amount);
            }
        });
        return new Resources(checked.build());
    }

    /** Returns cores of CPU and bytes of memory. */
    public static Resources of(double cpu, long memoryBytes) {
        return of(Map.of(CPU, cpu, MEM, (double) memoryBytes));
    }

    /** Returns these resources with one amount replaced. */
    public Resources with(String name, double amount) {
        Map<String, Double> changed = new HashMap<>(amounts);
        changed.put(name, amount);
        return of(changed);
    }

    /** Returns the amount of a resource, zero where it is not present. */
    public double get(String name) {
        return amounts.getOrDefault(name, 0.0);
    }

    /** Returns the memory in bytes. */
    public double memoryBytes() {
        return get(MEM);
    }

    /** Returns the CPU in cores. */
    public double cpu() {
        return get(CPU);
    }

    /** Returns the disk space in bytes. */
    public double diskBytes() {
        return get(DISK);
    }

    /** Returns all amounts that are not zero, by name. */
    public Map<String, Double> asMap() {
        return amounts;
    }

    /** Tells whether nothing is asked for. */
    public boolean isEmpty() {
        return amounts.isEmpty();
    }

    /** Tells whether a request fits: nothing asked for exceeds what is here. */
    public boolean covers(Resources request) {
        for (Map.Entry<String, Double> entry : request.amounts.entrySet()) {
            if (get(entry.getKey()) < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the sum. */
    public Resources plus(Resources other) {
        return combine(other, Double::sum);
    }

    /** Returns the difference, whose amounts may be negative. */
    public Resources minus(Resources other) {
        return combine(other, (a, b) -> a - b);
    }

    /** Returns the larger amount of each resource. */
    public Resources max(Resources other) {
        return combine(other, Math::max);
    }

    /** Returns each amount multiplied by a factor. */
    public Resources times(double factor) {
        Map<String, Double> scaled = new HashMap<>();
        amounts.forEach((name, amount) -> scaled.put(name, amount * factor));
        return of(scaled);
    }

    private Resources combine(Resources other, DoubleBinaryOperator operator) {
        if (other.amounts.isEmpty() && operator.applyAsDouble(1, 0) == 1) {
            return this;
        }
        Map<String, Double> combined = new HashMap<>(amounts);
        for (String name : other.amounts.keySet()) {
            combined.put(name, operator.applyAsDouble(get(name), other.get(name)));
        }
        return of(combined);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Resources other && amounts.equals(other.amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    /** Returns the amounts as {@code {cpu=1.0, mem=1.073741824E9}}. */
    @Override
    public String toString() {
        return amounts.toString();
    }
}
