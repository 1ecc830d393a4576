using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reports.Answering;

/// <summary>Reads how the questions of a session were answered, and compares it with at most <see cref="AnsweringGroup.Most"/> other
/// sessions of the same version of the exam. Only stored data is used, so it works for past sessions.</summary>
internal sealed partial class AnsweringReader(RuleCatalog rules)
{
    static readonly Dictionary<string, AnsweringEventKind> Kinds = new(StringComparer.Ordinal)
    {
        ["paste_attempt"] = AnsweringEventKind.Paste,
        ["tab_switch"] = AnsweringEventKind.FocusLoss,
        ["window_blur"] = AnsweringEventKind.FocusLoss,
        ["head_pose"] = AnsweringEventKind.LookingAway,
        ["suspicious_gaze"] = AnsweringEventKind.LookingAway,
    };

    /// <summary>Reads one session with its place in the group.</summary>
    /// <param name="database">The database.</param>
    /// <param name="sessions">A query of the session; the caller has put the right to it into the query.</param>
    /// <param name="until">The group has the sessions that ended by then, UTC.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Null if there is no such session, or if it has no facts: it was not proctored, did not end, or showed no questions of this
    /// server.</returns>
    public async Task<SessionAnswering?> FindAsync(
        ProctoringDb database,
        IQueryable<ProctoringSession> sessions,
        DateTime until,
        CancellationToken cancellation
    )
    {
        if (await RowAsync(sessions, cancellation).ConfigureAwait(false) is not { } row)
            return null;
        var (session, group) = await ReadAsync(database, row, until, cancellation).ConfigureAwait(false);
        return group.Place(session);
    }

    /// <summary>Reads one session and its group.</summary>
    /// <returns>Null as for <see cref="FindAsync"/>.</returns>
    public async Task<(SessionAnswering Session, AnsweringGroup Group)?> CompareAsync(
        ProctoringDb database,
        Guid sessionId,
        DateTime until,
        CancellationToken cancellation
    ) =>
        await RowAsync(database.Sessions.Where(session => session.Id == sessionId), cancellation).ConfigureAwait(false) is { } row
            ? await ReadAsync(database, row, until, cancellation).ConfigureAwait(false)
            : null;

    async Task<(SessionAnswering Session, AnsweringGroup Group)> ReadAsync(
        ProctoringDb database,
        Row row,
        DateTime until,
        CancellationToken cancellation
    )
    {
        var group = await GroupAsync(database, row, until, cancellation).ConfigureAwait(false);
        var questions = await database.QuestionsAsync(row.ExamId, row.ExamVersion, cancellation).ConfigureAwait(false);
        var sources = await SourcesAsync(database, [row, .. group], questions, cancellation).ConfigureAwait(false);
        return (
            AnsweringCalculator.Of(sources[row.Id]),
            new AnsweringGroup([.. group.Select(other => AnsweringCalculator.Of(sources[other.Id]))])
        );
    }

    static Task<Row?> RowAsync(IQueryable<ProctoringSession> sessions, CancellationToken cancellation) =>
        Rows(sessions.Where(session => session.Proctored && session.FinishedAt != null)).SingleOrDefaultAsync(cancellation);

    /// <summary>The newest other sessions of the same version, at most <see cref="AnsweringGroup.Most"/>. A student's own earlier sessions
    /// are left out.</summary>
    static Task<List<Row>> GroupAsync(ProctoringDb database, Row row, DateTime until, CancellationToken cancellation) =>
        Rows(
                database
                    .Sessions.Where(other =>
                        other.ExamId == row.ExamId
                        && other.ExamVersion == row.ExamVersion
                        && other.FinishedAt <= until
                        && other.StudentId != row.StudentId
                        && other.Proctored
                        && !other.Practice
                        && other.IsTest == row.IsTest
                        && (other.Status == SessionStatus.Submitted || other.Status == SessionStatus.TimedOut)
                    )
                    .OrderByDescending(other => other.FinishedAt)
                    .Take(AnsweringGroup.Most)
            )
            .ToListAsync(cancellation);

    static IQueryable<Row> Rows(IQueryable<ProctoringSession> sessions) =>
        sessions
            .Where(session => session.ExamId != null && session.StartedAt != null)
            .Select(session => new Row(
                session.Id,
                session.ExamId!.Value,
                session.ExamVersion,
                session.StudentId,
                session.IsTest,
                session.StartedAt!.Value,
                session.FinishedAt!.Value,
                session.Paper,
                session.Policy,
                session.Accommodations
            ));

    async Task<Dictionary<Guid, AnsweringSource>> SourcesAsync(
        ProctoringDb database,
        List<Row> rows,
        List<Question> questions,
        CancellationToken cancellation
    )
    {
        var ids = rows.ConvertAll(row => row.Id);
        var types = Kinds.Keys.ToList();
        var answers = (
            await database
                .Answers.Where(answer => ids.Contains(answer.SessionId))
                .Select(answer => new
                {
                    answer.SessionId,
                    Times = new AnswerTimes(
                        answer.QuestionId,
                        answer.FirstAnsweredAt,
                        answer.AnsweredAt,
                        answer.Changes,
                        answer.LargestAddition
                    ),
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        ).ToLookup(one => one.SessionId, one => one.Times);
        var flags = (
            await database
                .Violations.Where(flag => ids.Contains(flag.SessionId) && types.Contains(flag.Type))
                .Select(flag => new
                {
                    flag.SessionId,
                    flag.Type,
                    flag.BeganAt,
                    flag.EndedAt,
                    flag.Detail,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        ).ToLookup(
            flag => flag.SessionId,
            flag => new AnsweringEvent(
                Kinds[flag.Type],
                new AnsweringSpan(flag.BeganAt, flag.EndedAt ?? flag.BeganAt),
                Kinds[flag.Type] == AnsweringEventKind.Paste ? CharactersOf(flag.Detail) : 0
            )
        );
        var changes = (
            await database
                .TimeChanges.Where(change => ids.Contains(change.SessionId))
                .OrderBy(change => change.ChangedAt)
                .ThenBy(change => change.EndsAt)
                .Select(change => new
                {
                    change.SessionId,
                    Change = new ReportedTimeChange(change.ChangedAt, change.Kind, change.Seconds, change.EndsAt, null),
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        ).ToLookup(one => one.SessionId, one => one.Change);
        var words = questions.ToDictionary(question => question.Id, QuestionWords.Of);
        Dictionary<(string, string?), IReadOnlySet<AnsweringEventKind>> measured = [];
        Dictionary<Guid, AnsweringSource> sources = [];
        foreach (var row in rows)
        {
            var paper = SessionPaper.Of(row.Paper, questions);
            sources[row.Id] = new AnsweringSource(
                row.StartedAt,
                [.. paper.Select((one, index) => new AskedQuestion(one.Question.Id, index + 1, words[one.Question.Id]))],
                [.. answers[row.Id].Where(answer => words.ContainsKey(answer.QuestionId))],
                [.. ReportedPause.Of(changes[row.Id]).Select(pause => new AnsweringSpan(pause.BeganAt, pause.EndedAt ?? row.FinishedAt))],
                [.. flags[row.Id]],
                measured.TryGetValue((row.Policy, row.Accommodations), out var known)
                    ? known
                    : measured[(row.Policy, row.Accommodations)] = MeasuredBy(row)
            );
        }

        return sources;
    }

    /// <summary>The kinds of events of which at least one rule was on.</summary>
    HashSet<AnsweringEventKind> MeasuredBy(Row row) =>
        rules
            .RulesOf(row.Policy, RuleOverride.FromJson(row.Accommodations))
            .Where(rule => rule.Enabled && Kinds.ContainsKey(rule.Kind.Id))
            .Select(rule => Kinds[rule.Kind.Id])
            .ToHashSet();

    /// <summary>The number in a recorded detail such as "12 characters"; 0 without one.</summary>
    static int CharactersOf(string? detail) =>
        detail is not null && Number().Match(detail) is { Success: true } match
            ? int.Parse(match.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(@"^\d{1,9}")]
    private static partial Regex Number();

    /// <summary>A session of the comparison.</summary>
    sealed record Row(
        Guid Id,
        int ExamId,
        int ExamVersion,
        int StudentId,
        bool IsTest,
        DateTime StartedAt,
        DateTime FinishedAt,
        string? Paper,
        string Policy,
        string? Accommodations
    );
}
