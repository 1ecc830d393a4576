using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>A picture in a body: a data URL, or bare base64.</summary>
[JsonConverter(typeof(Reader))]
internal sealed record PictureData(byte[] Bytes)
{
    internal sealed class Reader : JsonConverter<PictureData>
    {
        public override PictureData? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Base64Field.Read(ref reader, "must be a picture as a data URL or in base64") is { } bytes ? new PictureData(bytes) : null;

        public override void Write(Utf8JsonWriter writer, PictureData value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.Bytes);
    }
}

/// <summary>A file in a body: a data URL, or bare base64.</summary>
[JsonConverter(typeof(Reader))]
internal sealed record FileData(byte[] Bytes)
{
    internal sealed class Reader : JsonConverter<FileData>
    {
        public override FileData? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Base64Field.Read(ref reader, "must be a file as a data URL or in base64") is { } bytes ? new FileData(bytes) : null;

        public override void Write(Utf8JsonWriter writer, FileData value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.Bytes);
    }
}

/// <summary>A file in a body, as text. It may contain tabs and other characters that a field of a form may not.</summary>
[JsonConverter(typeof(Reader))]
internal sealed record FileText(byte[] Bytes)
{
    internal sealed class Reader : JsonConverter<FileText>
    {
        public override FileText? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType != JsonTokenType.String ? throw new FieldMistakeException("must be a string")
            : reader.GetString() is { Length: > 0 } text ? new FileText(Encoding.UTF8.GetBytes(text))
            : null;

        public override void Write(Utf8JsonWriter writer, FileText value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Bytes);
    }
}

/// <summary>Reads bytes from a text in base64.</summary>
internal static class Base64Field
{
    static ReadOnlySpan<byte> DataScheme => "data:"u8;

    /// <summary>Returns the bytes; null if the text is empty.</summary>
    /// <param name="reader">At the text.</param>
    /// <param name="wrong">The mistake of another value.</param>
    /// <exception cref="FieldMistakeException">The value is no base64 and no data URL.</exception>
    public static byte[]? Read(ref Utf8JsonReader reader, string wrong)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new FieldMistakeException(wrong);
        // Reads the bytes in place instead of copying megabytes; only a text with escapes has to be copied.
        var text = reader.ValueIsEscaped || reader.HasValueSequence ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        if (text.StartsWith(DataScheme))
        {
            var comma = text.IndexOf((byte)',');
            if (comma < 0 || !text[..comma].EndsWith(";base64"u8))
                throw new FieldMistakeException(wrong);
            text = text[(comma + 1)..];
        }

        if (text.IsEmpty)
            return null;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            ? bytes[..written]
            : throw new FieldMistakeException("is not valid base64");
    }
}

/// <summary>A student in a body: a string is the calling system's id, a number is ours.</summary>
[JsonConverter(typeof(Reader))]
internal sealed record StudentField(StudentName Name)
{
    const int LongestId = 200;

    /// <summary>What a program sends for a student that it does not know.</summary>
    static readonly HashSet<string> NoIds = new(["unknown", "undefined", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The same of other languages, exactly so: "nan" and "none" can be names.</summary>
    static readonly HashSet<string> ExactNoIds = new(["(null)", "None", "NaN"], StringComparer.Ordinal);

    /// <summary>An object or a promise in place of an id: "[object Promise]".</summary>
    static bool IsObject(string id) => id.StartsWith("[object ", StringComparison.OrdinalIgnoreCase) && id.EndsWith(']');

    /// <summary>The mistake in an id that a program sends for a student that it does not know; null for any other id.</summary>
    public static string? SharedMistake(string id) =>
        NoIds.Contains(id) || ExactNoIds.Contains(id) || IsObject(id)
            ? $"is \"{id}\", which many people would share; your page or server did not know the student when it made this call"
            : null;

    internal sealed class Reader : JsonConverter<StudentField>
    {
        public override StudentField? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var value) && WholeNumber.Of(value) is { } number)
                return new StudentField(new StudentName(null, number));
            if (reader.TokenType != JsonTokenType.String)
                throw new FieldMistakeException("must be a string (your id of the student) or a whole number (ours)");
            var id = reader.GetString()!.Trim();
            if (id.Length > LongestId)
                throw new FieldMistakeException("is longer than 200 characters");
            if (TextCharacters.Mistake(id) is { } mistake)
                throw new FieldMistakeException(mistake);
            if (SharedMistake(id) is { } shared)
                throw new FieldMistakeException(shared);
            return id.Length == 0 ? null : new StudentField(new StudentName(id, null));
        }

        public override void Write(Utf8JsonWriter writer, StudentField value, JsonSerializerOptions options) =>
            throw new NotSupportedException("This type is only read.");
    }
}

/// <summary>The objects that a caller saw: a text, or a list of texts or of objects with a class.</summary>
[JsonConverter(typeof(Reader))]
internal sealed record SeenThings(string Text)
{
    const int MostThings = 50;
    const int LongestText = 1000;

    static readonly string[] Names = ["class", "label", "name", "object", "type"];

    internal sealed class Reader : JsonConverter<SeenThings>
    {
        public override SeenThings? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var value = document.RootElement;
            if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > MostThings)
                throw new FieldMistakeException("has more than 50 entries");
            var text = value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(NameOf)) : NameOf(value);
            if (text.Length > LongestText)
                throw new FieldMistakeException("is longer than 1000 characters");
            if (TextCharacters.Mistake(text) is { } mistake)
                throw new FieldMistakeException(mistake);
            return string.IsNullOrWhiteSpace(text) ? null : new SeenThings(text);
        }

        public override void Write(Utf8JsonWriter writer, SeenThings value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);

        /// <summary>The objects in any form, shortened, so that no value makes the server refuse a result.</summary>
        public static SeenThings? Accept(JsonElement value)
        {
            var whole =
                value.ValueKind == JsonValueKind.Array
                    ? string.Join(", ", value.EnumerateArray().Select(Shown).Where(text => text.Length > 0))
                    : Shown(value);
            var text = TextCharacters.Cleaned(whole.Length > LongestText ? whole[..LongestText] : whole);
            return string.IsNullOrWhiteSpace(text) ? null : new SeenThings(text);

            static string Shown(JsonElement value)
            {
                try
                {
                    return Known(value) ?? (value.ValueKind == JsonValueKind.Null ? "" : value.GetRawText());
                }
                catch (InvalidOperationException)
                {
                    // Half of a surrogate pair: a script cut an emoji.
                    return value.GetRawText();
                }
            }
        }

        static string NameOf(JsonElement value) => Known(value) ?? throw Wrong();

        static string? Known(JsonElement value) =>
            value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Object => Names
                    .Select(name =>
                        value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null
                    )
                    .FirstOrDefault(name => name is not null),
                _ => null,
            };

        static FieldMistakeException Wrong() => new("must be a string, or a list of strings or of objects with a \"class\"");
    }
}

/// <summary>The objects of an event in a result, whatever the caller sent.</summary>
[JsonConverter(typeof(Reader))]
internal sealed record SubmittedThings(SeenThings? Things)
{
    internal sealed class Reader : JsonConverter<SubmittedThings>
    {
        public override SubmittedThings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new SubmittedThings(SeenThings.Reader.Accept(document.RootElement));
        }

        public override void Write(Utf8JsonWriter writer, SubmittedThings value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Things?.Text);
    }
}

/// <summary>The name of an event in a result, in any form, so that no name makes the server refuse a result.</summary>
[JsonConverter(typeof(Reader))]
internal sealed record EventNameField(string Name)
{
    internal sealed class Reader : JsonConverter<EventNameField>
    {
        public override EventNameField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var value = document.RootElement;
            var text = TextOf(value);
            return new EventNameField(TextCharacters.Cleaned(text.Length > EventNames.Longest ? text[..EventNames.Longest] : text));
        }

        public override void Write(Utf8JsonWriter writer, EventNameField value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);

        static string TextOf(JsonElement value)
        {
            try
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair: a script cut an emoji.
                return value.GetRawText();
            }
        }
    }
}

/// <summary>A number that may be one of our exams. Calling systems send others too: JobGenie sends a time in milliseconds.</summary>
/// <param name="Number">The number; null if it can't be one of ours.</param>
[JsonConverter(typeof(Reader))]
internal sealed record ExamNumberField(int? Number)
{
    internal sealed class Reader : JsonConverter<ExamNumberField>
    {
        public override ExamNumberField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var value = document.RootElement;
            return new ExamNumberField(
                value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? WholeNumber.Of(number)
                : value.ValueKind == JsonValueKind.String
                && int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var text)
                    ? text
                : null
            );
        }

        public override void Write(Utf8JsonWriter writer, ExamNumberField value, JsonSerializerOptions options) =>
            throw new NotSupportedException("This type is only read.");
    }
}
