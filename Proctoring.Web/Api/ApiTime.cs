using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Proctoring.Web.Api;

/// <summary>Reads times of the API: ISO 8601 with the offset from UTC. Without it, a time would mean the server's own zone.</summary>
internal static partial class ApiTime
{
    /// <summary>What a time must be, for error messages.</summary>
    public const string Form = "must be a time in ISO 8601 with its offset from UTC, such as 2026-11-25T10:00:00Z";

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null
            && Pattern().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$")]
    private static partial Regex Pattern();
}

/// <summary>Reads and writes the times of bodies.</summary>
internal sealed class ApiTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ApiTime.TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException(ApiTime.Form);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
