using System.Globalization;
using System.Text;
using MimeKit;
using Proctoring.Core.Authoring.Csv;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Invitations;

/// <summary>Reads a list of people to invite: name, student id and, if known, email, separated by commas, semicolons or tabs. A first row
/// may name the columns.</summary>
internal static class InvitationReader
{
    public const int MostRows = 1_000;
    public const int LargestBytes = 1_000_000;

    const string NameField = "Name";
    const string IdField = "Student id";
    const string EmailField = "Email";
    const int LongestText = 200;
    const int LongestEmail = 254;

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file in UTF-8, with or without a byte order mark.</summary>
    public static InvitationTable Read(byte[] bytes)
    {
        if (bytes.Length > LargestBytes)
            return InvitationTable.Unreadable("The list is larger than 1 MB. Divide it into several lists.");
        try
        {
            return Read(Utf8.GetString(bytes));
        }
        catch (DecoderFallbackException cause)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(cause.Index, 0, bytes.Length)).Count((byte)'\n');
            return InvitationTable.Unreadable("The text is not UTF-8. Save the list as “CSV UTF-8” and choose it again.", line);
        }
    }

    /// <summary>Reads a text.</summary>
    public static InvitationTable Read(string text)
    {
        List<InvitationProblem> problems = [];
        List<CsvRow> rows;
        try
        {
            var all = CsvTableReader.Read(
                text.TrimStart('\uFEFF'),
                (_, line) => problems.Add(new InvitationProblem(line, null, "The quotation marks of this row are not correct."))
            );
            rows = [.. all.Where(row => !row.IsEmpty).Select(Unescaped)];
        }
        catch (Exception cause) when (cause is CsvHelper.CsvFormatException or InvalidDataException)
        {
            return InvitationTable.Unreadable("A quotation mark is probably not closed. Close it, and choose the list again.");
        }

        if (rows.Count == 0)
            return InvitationTable.Unreadable("The list is empty.");
        var named = InvitationColumns.Of(rows[0]);
        if (named is not null)
            rows.RemoveAt(0);
        return named is { HasName: false } ? InvitationTable.Unreadable("No column is called “name”.", 1)
            : named is { StudentId: < 0 } ? InvitationTable.Unreadable("No column is called “student id”.", 1)
            : rows.Count > MostRows
                ? InvitationTable.Unreadable(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The list has {rows.Count:N0} rows. At most {MostRows:N0} are allowed; divide it into several lists."
                    )
                )
            : Read(rows, named, problems);
    }

    /// <summary>Removes the apostrophe that this server's CSV files put before a text that a spreadsheet takes for a formula.</summary>
    static CsvRow Unescaped(CsvRow row) =>
        row with
        {
            Cells =
            [
                .. row.Cells.Select(cell =>
                    cell.StartsWith('\'') && cell.TrimStart('\'') is ['=' or '@' or '+' or '-' or '\t' or '\r', ..] ? cell[1..] : cell
                ),
            ],
        };

    static InvitationTable Read(IReadOnlyList<CsvRow> rows, InvitationColumns? named, List<InvitationProblem> problems)
    {
        List<InvitationDraft> drafts = [];
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var columns = named ?? InvitationColumns.Usual;
        foreach (var row in rows)
        {
            var draft = new InvitationDraft(row.Line, columns.NameOf(row), columns.StudentIdOf(row), columns.EmailOf(row));
            List<InvitationProblem> found =
            [
                .. problems.Where(problem => problem.Line == row.Line),
                .. Mistakes(draft, named is null && row.Cells.Skip(3).Any(cell => cell.Length > 0)),
            ];
            if (found.Count == 0 && !lines.TryAdd(draft.StudentId, row.Line))
                found.Add(
                    new InvitationProblem(
                        row.Line,
                        IdField,
                        string.Create(CultureInfo.InvariantCulture, $"Line {lines[draft.StudentId]} has the same id.")
                    )
                );
            if (found.Count == 0)
                drafts.Add(draft with { Email = string.IsNullOrEmpty(draft.Email) ? null : draft.Email });
            problems.AddRange(found.Except(problems));
        }

        return new InvitationTable(drafts, [.. problems.OrderBy(problem => problem.Line)]);
    }

    static IEnumerable<InvitationProblem> Mistakes(InvitationDraft draft, bool hasMore)
    {
        if (hasMore)
            yield return new InvitationProblem(
                draft.Line,
                null,
                "It has more than three fields. Add a first row that names the columns, such as name, student id, email."
            );
        if (TextMistake(draft.Name) is { } name)
            yield return new InvitationProblem(draft.Line, NameField, name);
        if (TextMistake(draft.StudentId) is { } id)
            yield return new InvitationProblem(draft.Line, IdField, id);
        if (!string.IsNullOrEmpty(draft.Email) && EmailMistake(draft.Email) is { } email)
            yield return new InvitationProblem(draft.Line, EmailField, email);
    }

    static string? TextMistake(string text) =>
        text.Length == 0 ? "It is missing."
        : text.Length > LongestText ? $"It is longer than {LongestText} characters."
        : TextCharacters.Mistake(text) is { } mistake ? $"It {mistake}."
        : null;

    static string? EmailMistake(string text) =>
        text.Length > LongestEmail ? $"It is longer than {LongestEmail} characters."
        : text.Contains('@', StringComparison.Ordinal)
        && TextCharacters.Mistake(text) is null
        && MailboxAddress.TryParse(text, out var mailbox)
        && mailbox.Address == text
            ? null
        : "It is not an email address.";
}
