using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proctoring.Web.Api;

/// <summary>Reads whole numbers, also as languages with one type of number write them: 12.0.</summary>
internal sealed class WholeNumber : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var value) ? throw new JsonException()
        : Of(value) is { } number ? number
        // JobGenie sends a time in milliseconds as the number of an exam.
        : value > int.MaxValue ? throw new FieldMistakeException("must be at most 2147483647")
        : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    /// <summary>The number, if it is whole and in range; otherwise null.</summary>
    public static int? Of(decimal value) =>
        value is >= int.MinValue and <= int.MaxValue && value == decimal.Truncate(value) ? (int)value : null;
}
