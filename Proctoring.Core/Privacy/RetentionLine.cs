using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proctoring.Core.Privacy;

/// <summary>One line of a dry run or of a run: what one period deletes.</summary>
/// <param name="Type">The type of data.</param>
/// <param name="Setting">The key of the setting.</param>
/// <param name="Days">Its value.</param>
/// <param name="Items">How many items are or were deleted: files, sessions with faces or answers, whole sessions, enrolled faces or
/// entries.</param>
/// <param name="Held">How many sessions a legal hold keeps.</param>
/// <param name="Oldest">The end of the oldest session, or the time of the oldest entry, UTC; null for none.</param>
public sealed record RetentionLine(RetentionType Type, string Setting, int Days, int Items, int Held, DateTime? Oldest)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes lines in the form that a run stores.</summary>
    internal static string ToJson(IReadOnlyCollection<RetentionLine> lines) => JsonSerializer.Serialize(lines, Json);

    /// <summary>Reads the lines of a stored run; empty while it runs.</summary>
    internal static IReadOnlyList<RetentionLine> FromJson(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<List<RetentionLine>>(json, Json) ?? [];
}
