package io.weirflow.eval;

/** A first-in first-out queue of numbers. */
final class IntQueue {
    private int[] items = new int[16];
    private int head;
    private int size;

    void add(int item) {
        if (size == items.length) {
            grow();
        }
        items[(head + size++) & (items.length - 1)] = item;
    }

    /** Takes the oldest number of a queue that is not empty. */
    int take() {
        int item = items[head];
        head = (head + 1) & (items.length - 1);
        size--;
        return item;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    private void grow() {
        int[] larger = new int[2 * items.length];
        int first = items.length - head;
        System.arraycopy(items, head, larger, 0, first);
        System.arraycopy(items, 0, larger, first, head);
        items = larger;
        head = 0;
    }
}
