package io.weirflow.backend.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Lets batches be done in part, as a throttled table does: of each, so many as it is told, at least one; if it is told none, a
 * write is done and yet said to be undone, and a read is not answered.
 */
final class PartialReplies implements ExecutionInterceptor {
    private static final ExecutionAttribute<SdkRequest> ASKED = new ExecutionAttribute<>("AskedOfPartialReplies");

    private final IntSupplier done;

    PartialReplies(IntSupplier done) {
        this.done = done;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        attributes.putAttribute(ASKED, context.request());
        int count = Math.max(1, done.getAsInt());
        if (context.request() instanceof BatchGetItemRequest request) {
            Map.Entry<String, KeysAndAttributes> asked = only(request.requestItems());
            return request.toBuilder()
                    .requestItems(Map.of(
                            asked.getKey(),
                            asked.getValue().toBuilder()
                                    .keys(first(asked.getValue().keys(), count))
                                    .build()))
                    .build();
        }
        if (context.request() instanceof BatchWriteItemRequest request) {
            Map.Entry<String, List<WriteRequest>> asked = only(request.requestItems());
            return request.toBuilder()
                    .requestItems(Map.of(asked.getKey(), first(asked.getValue(), count)))
                    .build();
        }
        return context.request();
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        boolean nothing = done.getAsInt() == 0;
        if (context.response() instanceof BatchGetItemResponse response) {
            Map.Entry<String, KeysAndAttributes> asked =
                    only(((BatchGetItemRequest) attributes.getAttribute(ASKED)).requestItems());
            KeysAndAttributes sent = only(((BatchGetItemRequest) context.request()).requestItems())
                    .getValue();
            var left = new ArrayList<>(asked.getValue().keys());
            if (!nothing) {
                left.removeAll(sent.keys());
            }
            if (left.isEmpty()) {
                return response;
            }
            BatchGetItemResponse.Builder partial = response.toBuilder()
                    .unprocessedKeys(Map.of(
                            asked.getKey(),
                            asked.getValue().toBuilder().keys(left).build()));
            return nothing ? partial.responses(Map.of()).build() : partial.build();
        }
        if (context.response() instanceof BatchWriteItemResponse response) {
            Map.Entry<String, List<WriteRequest>> asked =
                    only(((BatchWriteItemRequest) attributes.getAttribute(ASKED)).requestItems());
            var left = new ArrayList<>(asked.getValue());
            if (!nothing) {
                left.removeAll(only(((BatchWriteItemRequest) context.request()).requestItems())
                        .getValue());
            }
            return left.isEmpty()
                    ? response
                    : response.toBuilder()
                            .unprocessedItems(Map.of(asked.getKey(), left))
                            .build();
        }
        return context.response();
    }

    private static <T> Map.Entry<String, T> only(Map<String, T> map) {
        return map.entrySet().iterator().next();
    }

    private static <T> List<T> first(List<T> list, int count) {
        return list.subList(0, Math.min(count, list.size()));
    }
}
