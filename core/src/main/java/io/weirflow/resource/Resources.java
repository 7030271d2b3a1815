package io.weirflow.resource;

import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * Amounts of countable resources by name. A name that is not present counts as zero, so that {@code {}} equals
 * {@code {mem: 0}}. Immutable and thread-safe.
 *
 * <p>The well-known names are {@link #MEM} and {@link #DISK} in bytes and {@link #CPU} in cores; any further name may be
 * used. Amounts may be negative as the result of {@link #minus}, never infinite or NaN.
 *
 * <p>The three are kept as numbers, since schedulers add and compare amounts for every piece of work.
 */
public final class Resources {
    /** Memory in bytes. */
    public static final String MEM = "mem";
    /** CPU in cores; fractions are allowed. */
    public static final String CPU = "cpu";
    /** Disk space in bytes. */
    public static final String DISK = "disk";
    /** Nothing of anything. */
    public static final Resources NONE = new Resources(0, 0, 0, ImmutableSortedMap.of());

    private final double mem;
    private final double cpu;
    private final double disk;
    private final ImmutableSortedMap<String, Double> others;

    private Resources(double mem, double cpu, double disk, ImmutableSortedMap<String, Double> others) {
        this.mem = check(MEM, mem);
        this.cpu = check(CPU, cpu);
        this.disk = check(DISK, disk);
        this.others = others;
    }

    /** Returns an amount that is finite, with one zero only. */
    private static double check(String name, double amount) {
        if (!Double.isFinite(amount)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "resources", "the amount of " + name + " is not a finite number", amount);
        }
        return amount == 0 ? 0 : amount;
    }

    /**
     * Returns resources of the given amounts.
     *
     * @throws WeirflowException of kind INVALID for a NaN or infinite amount
     */
    public static Resources of(Map<String, Double> amounts) {
        ImmutableSortedMap.Builder<String, Double> others = ImmutableSortedMap.naturalOrder();
        amounts.forEach((name, amount) -> {
            if (!isWellKnown(name) && check(name, amount) != 0) {
                others.put(name, amount);
            }
        });
        return new Resources(
                amounts.getOrDefault(MEM, 0.0),
                amounts.getOrDefault(CPU, 0.0),
                amounts.getOrDefault(DISK, 0.0),
                others.build());
    }

    private static boolean isWellKnown(String name) {
        return name.equals(MEM) || name.equals(CPU) || name.equals(DISK);
    }

    /** Returns cores of CPU and bytes of memory. */
    public static Resources of(double cpu, long memoryBytes) {
        return new Resources(memoryBytes, cpu, 0, ImmutableSortedMap.of());
    }

    /** Returns these resources with one amount replaced. */
    public Resources with(String name, double amount) {
        return switch (name) {
            case MEM -> new Resources(amount, cpu, disk, others);
            case CPU -> new Resources(mem, amount, disk, others);
            case DISK -> new Resources(mem, cpu, amount, others);
            default -> {
                SortedMap<String, Double> changed = new TreeMap<>(asMap());
                changed.put(name, amount);
                yield of(changed);
            }
        };
    }

    /** Returns the amount of a resource, zero where it is not present. */
    public double get(String name) {
        return switch (name) {
            case MEM -> mem;
            case CPU -> cpu;
            case DISK -> disk;
            default -> others.getOrDefault(name, 0.0);
        };
    }

    /** Returns the memory in bytes. */
    public double memoryBytes() {
        return mem;
    }

    /** Returns the CPU in cores. */
    public double cpu() {
        return cpu;
    }

    /** Returns the disk space in bytes. */
    public double diskBytes() {
        return disk;
    }

    /** Returns all amounts that are not zero, by name. */
    public Map<String, Double> asMap() {
        ImmutableSortedMap.Builder<String, Double> all = ImmutableSortedMap.naturalOrder();
        all.putAll(others);
        put(all, MEM, mem);
        put(all, CPU, cpu);
        put(all, DISK, disk);
        return all.build();
    }

    private static void put(ImmutableSortedMap.Builder<String, Double> map, String name, double amount) {
        if (amount != 0) {
            map.put(name, amount);
        }
    }

    /** Tells whether nothing is asked for. */
    public boolean isEmpty() {
        return mem == 0 && cpu == 0 && disk == 0 && others.isEmpty();
    }

    /** Tells whether a request fits: nothing asked for exceeds what is here. */
    public boolean covers(Resources request) {
        return covers(mem, request.mem)
                && covers(cpu, request.cpu)
                && covers(disk, request.disk)
                && (request.others.isEmpty() || coversOthers(request));
    }

    /** What is not asked for is covered even where there is less than nothing of it. */
    private static boolean covers(double amount, double request) {
        return request == 0 || amount >= request;
    }

    private boolean coversOthers(Resources request) {
        for (Map.Entry<String, Double> entry : request.others.entrySet()) {
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
        return combine(other, (a, b) -> b == 0 ? a : Math.max(a, b));
    }

    /** Returns each amount multiplied by a factor. */
    public Resources times(double factor) {
        SortedMap<String, Double> scaled = new TreeMap<>(asMap());
        scaled.replaceAll((name, amount) -> amount * factor);
        return of(scaled);
    }

    /** Combines each amount with another; the operator leaves an amount as it is if the other is zero. */
    private Resources combine(Resources other, DoubleBinaryOperator operator) {
        ImmutableSortedMap<String, Double> combined = others;
        if (!other.others.isEmpty()) {
            SortedMap<String, Double> changed = new TreeMap<>(others);
            other.others.forEach((name, amount) -> changed.put(name, operator.applyAsDouble(get(name), amount)));
            combined = of(changed).others;
        }
        return new Resources(
                operator.applyAsDouble(mem, other.mem),
                operator.applyAsDouble(cpu, other.cpu),
                operator.applyAsDouble(disk, other.disk),
                combined);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Resources other
                && mem == other.mem
                && cpu == other.cpu
                && disk == other.disk
                && others.equals(other.others);
    }

    @Override
    public int hashCode() {
        int known = 31 * (31 * Double.hashCode(mem) + Double.hashCode(cpu)) + Double.hashCode(disk);
        return others.isEmpty() ? known : 31 * known + others.hashCode();
    }

    /** Returns the amounts as {@code {cpu=1.0, mem=1.073741824E9}}. */
    @Override
    public String toString() {
        return asMap().toString();
    }
}
