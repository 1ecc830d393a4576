namespace Proctoring.Core.Authoring.Csv;

/// <summary>The content of a column of a table of questions.</summary>
internal enum CsvColumn
{
    /// <summary>Not imported.</summary>
    Other,
    Title,
    Text,

    /// <summary>One choice, pair or item.</summary>
    Choice,

    /// <summary>One wrong choice; the answer is the correct one.</summary>
    Wrong,

    /// <summary>All choices in one cell.</summary>
    Choices,
    Answer,
    Type,
    Points,
    Explanation,
    Section,
    Pool,
    Tags,
    Difficulty,
    Tolerance,
    Unit,

    /// <summary>"markdown" if the texts are Markdown; otherwise they are plain.</summary>
    TextFormat,

    /// <summary>A number of the row, which is not needed.</summary>
    Number,
}
