using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Json;

/// <summary>Our own format: an exam with everything that it can have, as one JSON document.</summary>
internal static class ExamJson
{
    const string Kind = "proctoring-exam";
    const int Version = 1;
    const string EmptyEntry = "A list contains null. Remove the entry or complete it.";

    static readonly JsonSerializerOptions Options = new(QuestionJson.Options)
    {
        WriteIndented = true,
        MaxDepth = 24,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document without its questions, which are read one by one.</summary>
    sealed record Document(string Format, int Version, ExamContent Exam);

    public static byte[] Write(ExamContent content) => JsonSerializer.SerializeToUtf8Bytes(new Document(Kind, Version, content), Options);

    public static ImportResult Read(string file, byte[] bytes)
    {
        var builder = new DraftBuilder(file);
        try
        {
            using var document = JsonDocument.Parse(ImportBytes.Text(bytes, builder), new JsonDocumentOptions { MaxDepth = 24 });
            return Read(builder, document.RootElement);
        }
        catch (JsonException cause)
        {
            builder.Fail($"The JSON is not valid: {JsonMistake.Sentence(cause)}", (int?)cause.LineNumber + 1);
            return builder.Build(ImportFormat.Json);
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException)
        {
            return Failed(builder, "The JSON has a member twice, or a text with half of a character. Correct it and import it again.");
        }
    }

    static ImportResult Read(DraftBuilder builder, JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format", out var format)
            || format.ValueKind != JsonValueKind.String
            || format.GetString() != Kind
        )
            return Failed(builder, $"This is not an exam of this product. The JSON must have the member \"format\" with \"{Kind}\".");
        if (
            !root.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out var number)
            || number != Version
        )
            return Failed(builder, $"The version of the format is not {Version}. Export the exam again with this version of the product.");
        if (!root.TryGetProperty("exam", out var exam) || exam.ValueKind != JsonValueKind.Object)
            return Failed(builder, "The member \"exam\" is missing.");

        var (content, problem) = WithoutQuestions(exam);
        if (content is null)
            return Failed(builder, problem!);
        if (exam.TryGetProperty("questions", out var questions) && questions.ValueKind == JsonValueKind.Array)
            ReadQuestions(builder, questions);
        // Otherwise the draws stay as they are, and a wrong one is a mistake of the file.
        if (builder.HasRejected)
        {
            foreach (var (pool, drawn) in content.Draws)
                builder.Draw(pool, drawn);
        }

        var result = builder.Build(ImportFormat.Json);
        return result with
        {
            Content = content with
            {
                Questions = result.Content.Questions,
                Draws = builder.HasRejected ? result.Content.Draws : content.Draws,
            },
        };
    }

    static (ExamContent? Content, string? Problem) WithoutQuestions(JsonElement exam)
    {
        try
        {
            var node = System.Text.Json.Nodes.JsonObject.Create(exam)!;
            node.Remove("questions");
            if (exam.EnumerateObject().Where(member => member.Name != "questions").Any(member => HasEmptyEntry(member.Value)))
                return (null, EmptyEntry);
            return (node.Deserialize<ExamContent>(Options), null);
        }
        catch (JsonException cause)
        {
            return (null, $"The exam is not valid: {JsonMistake.Sentence(cause)}");
        }
    }

    static void ReadQuestions(DraftBuilder builder, JsonElement questions)
    {
        foreach (var (index, element) in questions.EnumerateArray().Index())
        {
            if (builder.IsFull)
                return;
            var item = $"questions[{index}]";
            try
            {
                if (HasEmptyEntry(element))
                    builder.Reject(EmptyEntry, null, item);
                else if (element.Deserialize<QuestionContent>(Options) is { } question)
                    builder.Add(question, null, question.Title.Length > 0 ? $"{item} {question.Title}" : item);
                else
                    builder.Reject("The question is null.", null, item);
            }
            catch (Exception cause) when (cause is JsonException or NotSupportedException or InvalidOperationException)
            {
                builder.Reject($"The question is not valid: {JsonMistake.Sentence(cause)}", null, item);
            }
        }
    }

    /// <summary>Whether a list below a value contains null, which no list of an exam may.</summary>
    static bool HasEmptyEntry(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Any(entry => entry.ValueKind == JsonValueKind.Null || HasEmptyEntry(entry)),
            JsonValueKind.Object => value.EnumerateObject().Any(member => HasEmptyEntry(member.Value)),
            _ => false,
        };

    static ImportResult Failed(DraftBuilder builder, string message)
    {
        builder.Fail(message);
        return builder.Build(ImportFormat.Json);
    }
}
