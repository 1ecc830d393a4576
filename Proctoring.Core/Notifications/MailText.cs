using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>One event in a message to staff.</summary>
internal sealed record MailLine(string Type, DateTime At, Guid SessionId, string ExamName, Guid? FlagId, MailFlag? Flag);

/// <summary>The flag of an event.</summary>
/// <param name="Type">The rule.</param>
/// <param name="Title">The English title, as recorded.</param>
internal sealed record MailFlag(string Type, string Title);

/// <summary>Writes messages to staff. They name no candidate, because mail passes through other systems.</summary>
internal static class MailText
{
    const int LongestSubject = 120;

    static readonly IStringLocalizer L = TextSet.Of<MailTexts>();

    /// <summary>The events that the person may see.</summary>
    public static async Task<IReadOnlyList<MailLine>> LinesAsync(
        ProctoringDb database,
        StaffViewer viewer,
        IReadOnlyList<OutboxEvent> occurred,
        CancellationToken cancellation
    )
    {
        var sessionIds = occurred.Select(row => row.SessionId).OfType<Guid>().Distinct().ToList();
        var flagIds = occurred.Select(row => row.ViolationId).OfType<Guid>().ToList();
        var exams = await database
            .Sessions.SeenBy(database, viewer)
            .Where(session => sessionIds.Contains(session.Id))
            .ToDictionaryAsync(session => session.Id, session => session.ExamName, cancellation)
            .ConfigureAwait(false);
        var flags = await database
            .Violations.Where(flag => flagIds.Contains(flag.Id))
            .ToDictionaryAsync(flag => flag.Id, flag => new MailFlag(flag.Type, flag.Title), cancellation)
            .ConfigureAwait(false);
        return
        [
            .. from row in occurred
            where row.SessionId is { } id && exams.ContainsKey(id)
            let flag = row.ViolationId is { } known ? flags.GetValueOrDefault(known) : null
            select new MailLine(row.Type, row.OccurredAt, row.SessionId!.Value, exams[row.SessionId.Value], row.ViolationId, flag),
        ];
    }

    /// <summary>Subject and text.</summary>
    /// <param name="lines">At least one event.</param>
    /// <param name="address">The public address of this server; empty if it is not set.</param>
    /// <param name="language">The language of the reader.</param>
    /// <param name="isForRoom">Whether a room of a chat system reads it, and not the person who asked for it.</param>
    public static (string Subject, string Text) Of(
        IReadOnlyList<MailLine> lines,
        string address,
        Language language,
        bool isForRoom = false
    )
    {
        using var scope = language.Use();
        var text = new StringBuilder();
        foreach (var exam in lines.GroupBy(line => line.ExamName))
        {
            text.Append(Plain(exam.Key)).Append('\n');
            foreach (var line in exam)
                Append(text, line, address.TrimEnd('/'));
            text.Append('\n');
        }

        text.Append(L["Footer_NotProof"].Value).Append('\n');
        if (!isForRoom)
            text.Append(L["Footer_Account"].Value).Append('\n');
        return (Subject(lines), text.ToString());
    }

    static void Append(StringBuilder text, MailLine line, string address)
    {
        var at = line.At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"  {DisplayText.LeftToRight(at)}  {What(line)}\n");
        if (address.Length == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"  {address}/review/sessions/{line.SessionId}");
        text.Append(line.FlagId is { } flag ? $"?flag={flag}\n" : "\n");
    }

    static string Subject(IReadOnlyList<MailLine> lines)
    {
        var exams = lines.Select(line => line.ExamName).Distinct().ToList();
        var where = exams.Count == 1 ? Plain(exams[0]) : L.Plural("Subject_Exams", exams.Count);
        var flags = lines.Count(line => line.Type == OutboxEventTypes.Flagged);
        string subject =
            lines.Count == 1 ? L["Subject_One", What(lines[0]), where]
            : flags == lines.Count ? L.Plural("Subject_Flags", flags, where)
            : flags > 0 ? L.Plural("Subject_Mixed", lines.Count, flags, where)
            : L.Plural("Subject_Events", lines.Count, where);
        return TextCharacters.Shortened(subject, LongestSubject);
    }

    static string What(MailLine line) =>
        line is { Type: OutboxEventTypes.Flagged, Flag: { } flag }
            ? L["Event_flaggedAs", RuleText.Title(flag.Type, flag.Title)]
            : L[$"Event_{line.Type["exam.".Length..]}"] is { ResourceNotFound: false } known ? known
            // A newer server of the same database stored it.
            : line.Type;

    /// <summary>A name on one line: exams of other systems may be called anything.</summary>
    static string Plain(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
