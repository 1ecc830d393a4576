using System.Text.Json;
using System.Text.Json.Nodes;

namespace Proctoring.Core.Exams.Questions;

/// <summary>Reads and writes a response in the form in which the browser sends it and the database stores it: a number for a single
/// choice, a list for several, a text, or an object.</summary>
public static class ResponseJson
{
    /// <summary>Reads the response to a question; null for an empty one.</summary>
    /// <param name="body">The question.</param>
    /// <param name="value">The response.</param>
    /// <param name="fits">Whether it is a possible response to this question.</param>
    public static QuestionResponse? Read(QuestionBody body, JsonElement value, out bool fits)
    {
        fits = true;
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        var response = ParseText(body, value);
        fits = response is not null;
        return response switch
        {
            ChosenMany { Choices.Count: 0 } or TypedText { Text: "" } or TypedNumber { Number: "" } => null,
            FilledGaps gaps when gaps.Gaps.All(gap => gap is null) => null,
            Matched matched when matched.Options.All(option => option is null) => null,
            _ => response,
        };
    }

    /// <summary>Reads a stored response.</summary>
    public static QuestionResponse? Read(QuestionBody body, string? stored)
    {
        if (stored is null)
            return null;
        using var document = JsonDocument.Parse(stored);
        return Read(body, document.RootElement, out _);
    }

    public static JsonNode? Write(QuestionResponse? response) =>
        response switch
        {
            ChosenOne one => one.Choice,
            ChosenMany many => Array(many.Choices.Select(choice => (JsonNode?)choice)),
            TrueOrFalse truth => truth.Value,
            TypedText text => text.Text,
            TypedNumber number => new JsonObject { ["number"] = number.Number, ["unit"] = number.Unit },
            FilledGaps gaps => Array(gaps.Gaps.Select(Write)),
            Matched matched => Array(matched.Options.Select(option => (JsonNode?)option)),
            Ordered ordered => Array(ordered.Items.Select(item => (JsonNode?)item)),
            UploadedFile file => new JsonObject
            {
                ["id"] = file.Id.ToString("N"),
                ["name"] = file.Name,
                ["bytes"] = file.Bytes,
            },
            _ => null,
        };

    static QuestionResponse? ParseText(QuestionBody body, JsonElement value)
    {
        try
        {
            return Parse(body, value);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which no text can contain.
            return null;
        }
    }

    static QuestionResponse? Parse(QuestionBody body, JsonElement value) =>
        body switch
        {
            SingleChoice choice => Index(value, choice.Choices.Count) is { } index ? new ChosenOne(index) : null,
            MultipleChoice choice => Indices(value, choice.Choices.Count) is { } indices ? new ChosenMany([.. indices.Order()]) : null,
            TrueFalse => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? new TrueOrFalse(value.GetBoolean()) : null,
            ShortText => Text(value, QuestionResponse.LongestEntry) is { } text ? new TypedText(text) : null,
            Essay or CodeEntry => Text(value, QuestionResponse.LongestText) is { } text ? new TypedText(text) : null,
            NumberEntry => Number(value),
            Blanks blanks => Gaps(blanks, value),
            Matching matching => Matches(matching, value),
            Ordering ordering => Indices(value, ordering.Items.Count) is { } items && items.Count == ordering.Items.Count
                ? new Ordered(items)
                : null,
            FileUpload => File(value),
            _ => null,
        };

    static int? Index(JsonElement value, int count) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var index) && index >= 0 && index < count ? index : null;

    /// <summary>Different indices; null if there is another value or one twice.</summary>
    static List<int>? Indices(JsonElement value, int count)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > count)
            return null;
        List<int> indices = [];
        foreach (var item in value.EnumerateArray())
        {
            if (Index(item, count) is not { } index || indices.Contains(index))
                return null;
            indices.Add(index);
        }

        return indices;
    }

    static string? Text(JsonElement value, int longest) =>
        value.ValueKind == JsonValueKind.String && value.GetString()! is { } text && text.Length <= longest && !text.Contains('\0')
            ? text
            : null;

    static TypedNumber? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("number", out var number)
        && Text(number, QuestionResponse.LongestEntry) is { } typed
            ? new TypedNumber(typed, value.TryGetProperty("unit", out var unit) ? Text(unit, QuestionResponse.LongestEntry) ?? "" : "")
            : null;

    static FilledGaps? Gaps(Blanks blanks, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != blanks.Gaps.Count)
            return null;
        List<QuestionResponse?> gaps = [];
        foreach (var (gap, item) in blanks.Gaps.Zip(value.EnumerateArray()))
        {
            gaps.Add(Read(gap.Body, item, out var fits));
            if (!fits)
                return null;
        }

        return new FilledGaps(gaps);
    }

    static Matched? Matches(Matching matching, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != matching.Pairs.Count)
            return null;
        List<int?> options = [];
        foreach (var item in value.EnumerateArray())
        {
            var option = Index(item, matching.Options.Count);
            if (option is null && item.ValueKind != JsonValueKind.Null)
                return null;
            options.Add(option);
        }

        return new Matched(options);
    }

    static UploadedFile? File(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("id", out var id) && Guid.TryParse(Text(id, 64), out var file)
            ? new UploadedFile(
                file,
                value.TryGetProperty("name", out var name) ? Text(name, 200) ?? "" : "",
                value.TryGetProperty("bytes", out var bytes) && bytes.ValueKind == JsonValueKind.Number && bytes.TryGetInt64(out var size)
                    ? size
                    : 0
            )
            : null;

    static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);
}
