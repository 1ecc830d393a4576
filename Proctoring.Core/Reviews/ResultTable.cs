using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Reads the results of an exam: its finished sessions with the points and answers of each question, and the statistics of the
/// questions. Practice and sessions of test keys do not count.</summary>
internal sealed class ResultTable(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>The most sessions of one table, the newest first. A file has all.</summary>
    public const int MostSessions = 10_000;

    /// <summary>The sessions that a file reads at once.</summary>
    const int SessionsAtOnce = 500;

    /// <summary>Returns the exams with finished sessions that the viewer may read, by title.</summary>
    public async Task<IReadOnlyList<ResultExam>> ExamsAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var exams = Finished(database, viewer).Select(session => session.ExamId);
        return await database
            .Exams.Where(exam => exams.Contains(exam.Id))
            .OrderBy(exam => exam.Title)
            .ThenBy(exam => exam.Id)
            .Select(exam => new ResultExam(exam.Id, exam.Slug, exam.Title))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Returns the results of an exam; null if the viewer may not read any.</summary>
    public async Task<ExamResultTable?> ReadAsync(StaffViewer viewer, int examId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = await Finished(database, viewer, examId)
            .Take(MostSessions)
            .Include(session => session.Student)
            .Include(session => session.Answers)
            .AsSplitQuery()
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (sessions.Count == 0)
            return null;
        var exam = (await ExamAsync(database, examId, cancellation).ConfigureAwait(false))!;
        SolvedVersions versions = new(exam.Questions);
        var rows = sessions.ConvertAll(session => ResultRow.Of(session, versions, exam.PassPercent));
        var asked = rows.SelectMany(row => row.Answers.Keys).ToHashSet();
        return new ExamResultTable(
            new ResultExam(exam.Id, exam.Slug, exam.Title),
            rows,
            [.. Asked(exam, asked).Select(question => ItemStatistics.Of(question, rows))]
        );
    }

    /// <summary>Returns all results of an exam for a file, and records the download; null if the viewer may not read any. The rows are
    /// read in parts while they are written, so there is no limit: a file that leaves rows out would look complete.</summary>
    public async Task<ResultFile?> ExportAsync(StaffViewer viewer, int examId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await ExamAsync(database, examId, cancellation).ConfigureAwait(false) is not { } exam)
            return null;
        SolvedVersions versions = new(exam.Questions);
        List<Guid> ids = [];
        HashSet<int> asked = [];
        var sessions = Finished(database, viewer, examId)
            .Select(session => new
            {
                session.Id,
                session.ExamVersion,
                session.ScoredVersion,
                session.Paper,
            });
        await foreach (var session in sessions.AsAsyncEnumerable().WithCancellation(cancellation).ConfigureAwait(false))
        {
            ids.Add(session.Id);
            var questions = versions.Of(session.ExamVersion, session.ScoredVersion);
            asked.UnionWith(SessionPaper.Of(session.Paper, questions).Select(one => one.Question.Id));
        }

        if (ids.Count == 0)
            return null;
        database.Audit(viewer, "results_exported", $"exam {exam.Slug}: {ids.Count} sessions", time.GetUtcNow().UtcDateTime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return new ResultFile(
            new ResultExam(exam.Id, exam.Slug, exam.Title),
            [.. Asked(exam, asked)],
            RowsAsync(viewer, ids, versions, exam.PassPercent, cancellation)
        );
    }

    async IAsyncEnumerable<ResultRow> RowsAsync(
        StaffViewer viewer,
        List<Guid> ids,
        SolvedVersions versions,
        decimal? passPercent,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        for (var first = 0; first < ids.Count; first += SessionsAtOnce)
        {
            List<Guid> part = [.. ids.Skip(first).Take(SessionsAtOnce)];
            // The file can take minutes, in which the viewer can lose the right to the exam.
            var found = await Finished(database, viewer)
                .Where(session => part.Contains(session.Id))
                .Include(session => session.Student)
                .Include(session => session.Answers)
                .AsSplitQuery()
                .ToDictionaryAsync(session => session.Id, cancellation)
                .ConfigureAwait(false);
            // A retention run can delete a session meanwhile, and staff can readmit its candidate.
            foreach (var id in part.Where(found.ContainsKey))
                yield return ResultRow.Of(found[id], versions, passPercent);
        }
    }

    static Task<Exam?> ExamAsync(ProctoringDb database, int examId, CancellationToken cancellation) =>
        database.Exams.AsNoTracking().Include(row => row.Questions).SingleOrDefaultAsync(row => row.Id == examId, cancellation);

    static IEnumerable<Question> Asked(Exam exam, HashSet<int> asked) =>
        exam
            .Questions.Where(question => asked.Contains(question.Id))
            .OrderByDescending(question => question.Version)
            .ThenBy(question => question.Number);

    static IQueryable<ProctoringSession> Finished(ProctoringDb database, StaffViewer viewer, int examId) =>
        Finished(database, viewer)
            .Where(session => session.ExamId == examId)
            .OrderByDescending(session => session.FinishedAt)
            .ThenBy(session => session.Id);

    static IQueryable<ProctoringSession> Finished(ProctoringDb database, StaffViewer viewer) =>
        database
            .Sessions.AsNoTracking()
            .ReadBy(database, viewer)
            .Where(session => session.ExamId != null && session.FinishedAt != null && session.StartedAt != null)
            .Where(session => session.MaxPoints != null && !session.Practice && !session.IsTest);
}

/// <summary>The questions of each version, with the solutions that scored a session.</summary>
internal sealed class SolvedVersions(IEnumerable<Question> questions)
{
    readonly ILookup<int, Question> versions = questions.ToLookup(question => question.Version);
    readonly Dictionary<(int, int?), IReadOnlyList<Question>> known = [];

    /// <summary>Returns the questions of a session.</summary>
    /// <param name="version">The version of its questions.</param>
    /// <param name="scored">The later version whose solutions scored it; null for its own.</param>
    public IReadOnlyList<Question> Of(int version, int? scored)
    {
        var key = (version, scored);
        if (known.TryGetValue(key, out var found))
            return found;
        var asked = versions[version];
        return known[key] = scored is { } solutions ? QuestionCorrection.Apply(asked, [.. versions[solutions]]) : [.. asked];
    }
}

/// <summary>An exam with results.</summary>
internal sealed record ResultExam(int Id, string Slug, string Title);

/// <summary>The results of an exam.</summary>
/// <param name="Exam">The exam.</param>
/// <param name="Rows">The sessions, newest first.</param>
/// <param name="Items">The questions that were asked, of the newest version first.</param>
internal sealed record ExamResultTable(ResultExam Exam, IReadOnlyList<ResultRow> Rows, IReadOnlyList<ItemStatistics> Items);

/// <summary>All results of an exam for a file.</summary>
/// <param name="Exam">The exam.</param>
/// <param name="Questions">The questions that were asked, of the newest version first.</param>
/// <param name="Rows">The sessions, newest first; each is read when its turn comes.</param>
internal sealed record ResultFile(ResultExam Exam, IReadOnlyList<Question> Questions, IAsyncEnumerable<ResultRow> Rows);

/// <summary>The result of one session.</summary>
internal sealed record ResultRow
{
    public required Guid SessionId { get; init; }

    public required string StudentId { get; init; }

    public required string? StudentName { get; init; }

    public required DateTime FinishedAt { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>The version of the questions.</summary>
    public required int Version { get; init; }

    public required decimal Points { get; init; }

    public required decimal MaxPoints { get; init; }

    /// <summary>Per cent; null while an answer waits for a grade.</summary>
    public required decimal? Score { get; init; }

    /// <summary>Whether the score reaches the pass mark; null without a score or a pass mark.</summary>
    public required bool? Passed { get; init; }

    /// <summary>When the session was last regraded, UTC; null if it never was.</summary>
    public required DateTime? RegradedAt { get; init; }

    /// <summary>The later version whose solutions scored the session; null for its own.</summary>
    public required int? ScoredVersion { get; init; }

    /// <summary>The score before the first regrade, per cent; null without one.</summary>
    public required decimal? OriginalScore { get; init; }

    /// <summary>The answers to the session's questions, by question.</summary>
    public required IReadOnlyDictionary<int, ResultAnswer> Answers { get; init; }

    public static ResultRow Of(ProctoringSession session, SolvedVersions versions, decimal? passPercent)
    {
        var questions = versions.Of(session.ExamVersion, session.ScoredVersion);
        var answers = session.Answers.ToDictionary(answer => answer.QuestionId);
        return new ResultRow
        {
            SessionId = session.Id,
            StudentId = session.Student!.ExternalId,
            StudentName = session.Student.Name,
            FinishedAt = session.FinishedAt!.Value,
            Status = session.Status,
            Version = session.ExamVersion,
            Points = session.Points ?? 0,
            MaxPoints = session.MaxPoints ?? 0,
            Score = session.Score,
            Passed = session.Score is { } score && passPercent is { } least ? score >= least : null,
            RegradedAt = session.RegradedAt,
            ScoredVersion = session.ScoredVersion,
            OriginalScore = session.OriginalScore,
            Answers = SessionPaper
                .Of(session.Paper, questions)
                .ToDictionary(one => one.Question.Id, one => ResultAnswer.Of(one.Question, answers.GetValueOrDefault(one.Question.Id))),
        };
    }
}

/// <summary>The answer to one question.</summary>
/// <param name="Points">The points; zero without an answer, null while it waits for a grade.</param>
/// <param name="Text">The answer in words; empty for none, and after its deletion.</param>
/// <param name="Given">Whether there was an answer; its points outlive its content.</param>
/// <param name="MaxPoints">The points of a correct answer; a regrade can change them.</param>
internal sealed record ResultAnswer(decimal? Points, string Text, bool Given, decimal MaxPoints)
{
    public static ResultAnswer Of(Question question, SessionAnswer? answer) =>
        answer is { Choice: SessionAnswer.Deleted } ? new ResultAnswer(answer.Points, "", true, question.Points)
        : answer?.ResponseTo(question) is { } response
            ? new ResultAnswer(answer.Points, string.Join("; ", ResponseText.Of(question.Body, response)), true, question.Points)
        : new ResultAnswer(0, "", false, question.Points);
}
