namespace Proctoring.Core.Integration;

/// <summary>What an API key may do, by the names that stand in the database and on the wire.</summary>
internal static class ApiScopes
{
    /// <summary>Registers students and verifies their faces.</summary>
    public const string Students = "students";

    /// <summary>Starts exams, reports what happens in them, has frames read, submits.</summary>
    public const string Exams = "exams";

    /// <summary>Reads results, violations and reports.</summary>
    public const string Results = "results";

    /// <summary>Sees the exams that other keys started too: for a key that takes another's place.</summary>
    public const string AllExams = "all_exams";

    public static IReadOnlyList<string> All { get; } = [Students, Exams, Results, AllExams];

    /// <summary>What a key may do where nothing is said.</summary>
    public static IReadOnlyList<string> Usual { get; } = [Students, Exams, Results];

    /// <summary>The names in a text, separated by blanks or commas, each once and in our order.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var names = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        return [.. All.Where(names.Remove), .. names.Order(StringComparer.Ordinal)];
    }
}
