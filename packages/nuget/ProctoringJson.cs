using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobGenie.Proctoring.Client;

/// <summary>The JSON of the API.</summary>
static class ProctoringJson
{
    /// <summary>Lower snake case; fields without a value are left out.</summary>
    public static JsonSerializerOptions Options { get; } =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
