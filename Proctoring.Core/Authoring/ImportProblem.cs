using System.Globalization;

namespace Proctoring.Core.Authoring;

/// <summary>How much of the file a problem affects.</summary>
public enum ImportSeverity
{
    /// <summary>Everything was imported, with a difference that the message names.</summary>
    Notice,

    /// <summary>One question was not imported.</summary>
    Question,

    /// <summary>The file, or a part of it, could not be read.</summary>
    File,
}

/// <summary>A difference between a file and its import.</summary>
/// <param name="Severity">How much it affects.</param>
/// <param name="File">The file, with the entry inside an archive after a slash.</param>
/// <param name="Line">The line from 1; null if the format has none.</param>
/// <param name="Item">The title or identifier of the question; null if unknown.</param>
/// <param name="Message">The problem and its remedy.</param>
public sealed record ImportProblem(ImportSeverity Severity, string File, int? Line, string? Item, string Message)
{
    /// <summary>The place and the message in one line.</summary>
    public override string ToString()
    {
        var line = Line is { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number}") : "";
        var item = string.IsNullOrEmpty(Item) ? "" : $", “{Item}”";
        return $"{File}{line}{item}: {Message}";
    }
}

/// <summary>The result of an import; nothing is stored yet.</summary>
/// <param name="Format">The format that was read; null if it is unknown.</param>
/// <param name="Content">The exam in the file; its slug and settings are defaults unless the file has them.</param>
/// <param name="Problems">In the order of the file.</param>
public sealed record ImportResult(ImportFormat? Format, ExamContent Content, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>The questions that can be stored.</summary>
    public int Accepted => Content.Questions.Count;

    /// <summary>The questions that were found and not imported.</summary>
    public int Rejected => Problems.Count(problem => problem.Severity == ImportSeverity.Question);

    /// <summary>Whether the file, or a part of it, could not be read.</summary>
    public bool Failed => Problems.Any(problem => problem.Severity == ImportSeverity.File);
}

/// <summary>A format of question files.</summary>
public enum ImportFormat
{
    Gift,
    MoodleXml,
    Qti,
    Csv,
    Aiken,
    Json,
}
