namespace Proctoring.Core.Reviews;

/// <summary>Names a student on staff pages.</summary>
internal static class StudentLabel
{
    /// <summary>The name, or the calling system's id if no name is known.</summary>
    public static string Of(string externalId, string? name) => string.IsNullOrWhiteSpace(name) ? externalId : name;
}
