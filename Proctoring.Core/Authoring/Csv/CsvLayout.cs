namespace Proctoring.Core.Authoring.Csv;

/// <summary>Which columns a table has and how its keys name the correct choices.</summary>
/// <param name="Columns">What each column contains.</param>
/// <param name="KeysAreMarks">Whether the keys are letters or numbers of the choices, and not their texts.</param>
/// <param name="KeysAreClear">Whether no key speaks for the other meaning, and at least one for this.</param>
/// <param name="FirstNumber">The number of the first choice in keys: 1, or 0.</param>
/// <param name="LettersAreTruths">Whether a key "V" or "W" without choices means true, and not volt or watt: all such keys are true or
/// false.</param>
internal sealed record CsvLayout(
    CsvColumn[] Columns,
    bool KeysAreMarks,
    bool KeysAreClear,
    int FirstNumber = 1,
    bool LettersAreTruths = false
)
{
    static readonly string[] TrueWords =
        "true t yes correct verdadero verdadera sí wahr richtig ja vrai oui sì vero vera सत्य सही हाँ صحيح صح نعم 正确 对 √".Split(' ');

    static readonly string[] FalseWords =
        "false f no incorrect falso falsa falsch nein faux non असत्य गलत ग\u093Cलत \u095Aलत नहीं خطأ خاطئ لا 错误 错 ×".Split(' ');

    static readonly string[] Separators = ["\n", ";", "|", "；"];

    /// <summary>Whether the table has a column for each choice, or one for all.</summary>
    public bool HasChoices => Columns.Any(column => column is CsvColumn.Choice or CsvColumn.Choices or CsvColumn.Wrong);

    /// <summary>Whether the correct choice has a column of its own, so that it comes first.</summary>
    public bool HasWrongChoices => Columns.Contains(CsvColumn.Wrong) && !Columns.Contains(CsvColumn.Choice);

    public string Cell(CsvRow row, CsvColumn column)
    {
        var at = Array.IndexOf(Columns, column);
        return at < 0 || at >= row.Cells.Count ? "" : row.Cells[at];
    }

    /// <summary>The choices that are not empty.</summary>
    public IReadOnlyList<string> Choices(CsvRow row)
    {
        var cells = In(row, CsvColumn.Choice);
        if (cells.Count > 0)
            return cells;
        if (HasWrongChoices)
            return In(row, CsvColumn.Wrong) is { Count: > 0 } wrong ? [Cell(row, CsvColumn.Answer), .. wrong] : [];
        var all = Cell(row, CsvColumn.Choices);
        var delimiter = Separators.FirstOrDefault(mark => all.Contains(mark, StringComparison.Ordinal));
        return delimiter is null ? [] : [.. all.Split(delimiter, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The cells that marks name: C is the third column of choices, also if the second one is empty in this row.</summary>
    public IReadOnlyList<string> ChoiceCells(CsvRow row)
    {
        var cells = row.Cells.Where((_, at) => at < Columns.Length && Columns[at] == CsvColumn.Choice).ToList();
        var last = cells.FindLastIndex(cell => cell.Length > 0);
        cells.RemoveRange(last + 1, cells.Count - last - 1);
        return cells.Count > 0 ? cells : Choices(row);
    }

    List<string> In(CsvRow row, CsvColumn column) =>
        [.. row.Cells.Where((cell, at) => at < Columns.Length && Columns[at] == column && cell.Length > 0)];

    /// <summary>Whether several columns of one kind add up; of the others, the first one counts.</summary>
    public static bool MayRepeat(CsvColumn column) =>
        column is CsvColumn.Choice or CsvColumn.Wrong or CsvColumn.Number or CsvColumn.Other;

    /// <summary>Reads "true", "F", "falso" and the like; null for other words.</summary>
    public static bool? Truth(string text) =>
        TrueWords.Contains(text, StringComparer.OrdinalIgnoreCase) ? true
        : FalseWords.Contains(text, StringComparer.OrdinalIgnoreCase) ? false
        : null;

    /// <summary>As <see cref="Truth"/>, also for the first letters of "verdadero", "vrai", "vero" and "wahr".</summary>
    public static bool? TruthOrLetter(string text) => text.ToUpperInvariant() is "V" or "W" ? true : Truth(text);

    /// <summary>Decides from the names of the first row, or from the content of a table without names.</summary>
    /// <returns>The layout and the number of rows of the header; null if no question can be recognised.</returns>
    public static (CsvLayout Layout, int Header)? Of(IReadOnlyList<CsvRow> rows)
    {
        // Some files begin with a title or an empty row.
        for (var at = 0; at < Math.Min(rows.Count, 5); at++)
        {
            if (CsvColumns.Of(rows[at].Cells) is { } named)
                return (With(named, [.. rows.Skip(at + 1)]), at + 1);
        }

        return CsvGuess.Columns([.. rows.Where(row => !row.IsEmpty).Take(200)]) is { } guessed ? (With(guessed, rows), 0) : null;
    }

    static CsvLayout With(CsvColumn[] columns, IReadOnlyList<CsvRow> rows)
    {
        var layout = new CsvLayout(columns, false, true);
        if (layout.HasWrongChoices)
            return layout;
        if (CsvKey.CountFromZero(rows.Select(row => (layout.Cell(row, CsvColumn.Answer), layout.ChoiceCells(row)))))
            layout = layout with { FirstNumber = 0 };
        var alone = rows.Where(row => layout.Choices(row).Count == 0)
            .Select(row => layout.Cell(row, CsvColumn.Answer))
            .Where(key => key.Length > 0)
            .ToList();
        layout = layout with { LettersAreTruths = alone.Count > 1 && alone.TrueForAll(key => TruthOrLetter(key) is not null) };
        // A key such as 4 is the fourth choice or the text of one; the keys of the other rows decide.
        var (marks, texts) = (0, 0);
        foreach (var row in rows)
        {
            var (byMark, byText) = CsvKey.Readings(layout.Cell(row, CsvColumn.Answer), layout.ChoiceCells(row), layout.FirstNumber);
            marks += byMark is not null && byText is null ? 1 : 0;
            texts += byText is not null && byMark is null ? 1 : 0;
        }

        return layout with
        {
            KeysAreMarks = marks > texts,
            KeysAreClear = (marks == 0) != (texts == 0),
        };
    }
}
