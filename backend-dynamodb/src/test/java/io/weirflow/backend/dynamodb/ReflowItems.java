package io.weirflow.backend.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the items and requests in the folder {@code reflow}, which are in DynamoDB's JSON. */
final class ReflowItems {
    private ReflowItems() {}

    static JsonNode read(String file) {
        try (InputStream in = ReflowItems.class.getResourceAsStream("/reflow/" + file)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns all items, by number as they are in the file. */
    static List<Map<String, AttributeValue>> items() {
        return items("items.json");
    }

    static List<Map<String, AttributeValue>> items(String file) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        read(file).forEach(each -> items.add(attributes(each.get("item"))));
        return items;
    }

    static Map<String, AttributeValue> attributes(JsonNode json) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        json.properties().forEach(field -> attributes.put(field.getKey(), attribute(field.getValue())));
        return attributes;
    }

    private static AttributeValue attribute(JsonNode json) {
        String type = json.fieldNames().next();
        JsonNode value = json.get(type);
        return switch (type) {
            case "S" -> AttributeValue.fromS(value.asText());
            case "N" -> AttributeValue.fromN(value.asText());
            case "SS" -> {
                List<String> texts = new ArrayList<>();
                value.forEach(text -> texts.add(text.asText()));
                yield AttributeValue.fromSs(texts);
            }
            case "L" -> {
                List<AttributeValue> list = new ArrayList<>();
                value.forEach(element -> list.add(attribute(element)));
                yield AttributeValue.fromL(list);
            }
            default -> throw new AssertionError("no form for type " + type);
        };
    }
}
