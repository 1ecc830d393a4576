using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>The rights of an API key, by their names in the database and on the wire.</summary>
internal static class ApiScopes
{
    /// <summary>Register students and verify their faces.</summary>
    public const string Students = "students";

    /// <summary>Start exams, report events, analyse frames, submit.</summary>
    public const string Exams = "exams";

    /// <summary>Read results, flags and reports.</summary>
    public const string Results = ApiKeyQueries.ResultsScope;

    /// <summary>See the exams that other keys started, for a key that replaces another.</summary>
    public const string AllExams = "all_exams";

    /// <summary>Create, change and publish the exams of this server, which all keys share.</summary>
    public const string Definitions = "definitions";

    public static IReadOnlyList<string> All { get; } = [Students, Exams, Results, AllExams, Definitions];

    /// <summary>The default rights.</summary>
    public static IReadOnlyList<string> Usual { get; } = [Students, Exams, Results];

    /// <summary>A sentence about a scope, for developers.</summary>
    public static string Describe(string scope) =>
        scope switch
        {
            Students => "Register students and verify their faces.",
            Exams => "Start exams, report events, analyse frames, submit.",
            Results => "Read results, flags and reports.",
            AllExams => "See the exams that other keys started.",
            Definitions => "Create, change and publish the exams of this server.",
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "There is no such scope."),
        };

    /// <summary>Reads names that are separated by blanks or commas. Returns each once, in the product's order.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var names = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.Ordinal);
        return [.. All.Where(names.Remove), .. names.Order(StringComparer.Ordinal)];
    }
}
