using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>One event in a message to staff.</summary>
internal sealed record MailLine(string Type, DateTime At, Guid SessionId, string ExamName, Guid? FlagId, string? FlagTitle);

/// <summary>Writes messages to staff. They name no candidate, because mail passes through other systems.</summary>
internal static class MailText
{
    const int LongestSubject = 120;

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
            .ToDictionaryAsync(flag => flag.Id, flag => flag.Title, cancellation)
            .ConfigureAwait(false);
        return
        [
            .. from row in occurred
            where row.SessionId is { } id && exams.ContainsKey(id)
            let flag = row.ViolationId
            let title = flag is { } known ? flags.GetValueOrDefault(known) : null
            select new MailLine(row.Type, row.OccurredAt, row.SessionId!.Value, exams[row.SessionId.Value], flag, title),
        ];
    }

    /// <summary>Subject and text.</summary>
    /// <param name="lines">At least one event.</param>
    /// <param name="address">The public address of this server; empty if it is not set.</param>
    /// <param name="isForRoom">Whether a room of a chat system reads it, and not the person who asked for it.</param>
    public static (string Subject, string Text) Of(IReadOnlyList<MailLine> lines, string address, bool isForRoom = false)
    {
        var text = new StringBuilder();
        foreach (var exam in lines.GroupBy(line => line.ExamName))
        {
            text.Append(Plain(exam.Key)).Append('\n');
            foreach (var line in exam)
                Append(text, line, address.TrimEnd('/'));
            text.Append('\n');
        }

        text.Append("A flag is not proof: a person decides. This message names no candidate on purpose.\n");
        if (!isForRoom)
            text.Append("You asked for it on the page \"My account\", where you can change or end it.\n");
        return (Subject(lines), text.ToString());
    }

    static void Append(StringBuilder text, MailLine line, string address)
    {
        text.Append(CultureInfo.InvariantCulture, $"  {line.At:yyyy-MM-dd HH:mm} UTC  {What(line)}\n");
        if (address.Length == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"  {address}/review/sessions/{line.SessionId}");
        text.Append(line.FlagId is { } flag ? $"?flag={flag}\n" : "\n");
    }

    static string Subject(IReadOnlyList<MailLine> lines)
    {
        var exams = lines.Select(line => line.ExamName).Distinct().ToList();
        var where = exams.Count == 1 ? Plain(exams[0]) : $"{exams.Count} exams";
        var flags = lines.Count(line => line.Type == OutboxEventTypes.Flagged);
        var subject =
            lines.Count == 1 ? $"{What(lines[0])} in {where}"
            : flags == lines.Count ? $"{flags} High flags in {where}"
            : flags > 0 ? $"{lines.Count} events, {flags} of them High flags, in {where}"
            : $"{lines.Count} events in {where}";
        return subject.Length <= LongestSubject ? subject : subject[..(LongestSubject - 1)] + "…";
    }

    static string What(MailLine line) =>
        line.Type switch
        {
            OutboxEventTypes.Started => "Exam started",
            OutboxEventTypes.Submitted => "Exam submitted",
            OutboxEventTypes.Ended => "Exam ended without a submission",
            OutboxEventTypes.Graded => "Answers graded",
            OutboxEventTypes.Reviewed => "Verdict given or withdrawn",
            OutboxEventTypes.Flagged => line.FlagTitle is { } title ? $"High flag: {title}" : "High flag",
            _ => line.Type,
        };

    /// <summary>A name on one line: exams of other systems may be called anything.</summary>
    static string Plain(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
