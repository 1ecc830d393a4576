using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews.Regrading;

/// <summary>Shows what a regrade would change, and orders it. Only administrators regrade.</summary>
internal sealed class Regrades(IDbContextFactory<ProctoringDb> databases, RegradeSignal signal, TimeProvider time)
{
    /// <summary>The sessions that a preview holds in memory at once.</summary>
    const int AtOnce = 100;

    const int MostRuns = 20;

    /// <summary>Returns the state of an exam: its newest version, the sessions whose score comes from an earlier one, the sessions that an
    /// undo concerns, and its runs. Null if there is no such exam, or the viewer is no administrator.</summary>
    public async Task<RegradeState?> StateAsync(StaffViewer viewer, int examId, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var exam = await database
            .Exams.AsNoTracking()
            .Where(row => row.Id == examId)
            .Select(row => new { row.Title, row.Version })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (exam is null)
            return null;
        var runs = await database
            .RegradeRuns.AsNoTracking()
            .Where(run => run.ExamId == examId)
            .OrderByDescending(run => run.StartedAt)
            .Take(MostRuns)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var ids = runs.ConvertAll(run => run.Id);
        var done = await database
            .SessionRegrades.Where(row => ids.Contains(row.RunId))
            .GroupBy(row => row.RunId)
            .Select(rows => new
            {
                rows.Key,
                Done = rows.Count(),
                Changed = rows.Count(row => row.Changed),
            })
            .ToDictionaryAsync(one => one.Key, cancellation)
            .ConfigureAwait(false);
        var silent = time.GetUtcNow().UtcDateTime - RegradeRunner.Silence;
        return new RegradeState(
            exam.Title,
            exam.Version,
            await database.ToRegrade(examId, exam.Version).CountAsync(cancellation).ConfigureAwait(false),
            await database.ToRegrade(examId, null).CountAsync(cancellation).ConfigureAwait(false),
            runs.ConvertAll(run => new RegradeRunState(
                run,
                done.GetValueOrDefault(run.Id)?.Done ?? 0,
                done.GetValueOrDefault(run.Id)?.Changed ?? 0,
                run.FinishedAt is null && (run.WorkedOnAt is null || run.WorkedOnAt < silent)
            ))
        );
    }

    /// <summary>Computes what a regrade would change. It stores nothing.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="examId">The exam.</param>
    /// <param name="version">The version whose solutions count; null for each session's own.</param>
    /// <param name="progress">Receives the number of sessions that are done.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public async Task<RegradePreview> PreviewAsync(
        StaffViewer viewer,
        int examId,
        int? version,
        IProgress<int>? progress,
        CancellationToken cancellation
    )
    {
        Demand(viewer);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var pass = await PassPercentAsync(database, examId, cancellation).ConfigureAwait(false);
        var ids = await database.ToRegrade(examId, version).Select(session => session.Id).ToListAsync(cancellation).ConfigureAwait(false);
        Dictionary<int, List<Question>> versions = [];
        RegradeSums sums = new(version);
        var done = 0;
        foreach (var batch in ids.Chunk(AtOnce))
        {
            var sessions = await database
                .Sessions.AsNoTracking()
                .AsSplitQuery()
                .Where(session => batch.Contains(session.Id))
                .Include(session => session.Student)
                .Include(session => session.Answers)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            var grades = await database.NewestGradesAsync(batch, cancellation).ConfigureAwait(false);
            foreach (var session in sessions)
            {
                var asked = await QuestionsAsync(session.ExamVersion).ConfigureAwait(false);
                var later = await QuestionsAsync(session.ScoredBy(version) ?? session.ExamVersion).ConfigureAwait(false);
                Add(sums, session, asked, later, grades[session.Id].ToDictionary(grade => grade.QuestionId), pass);
            }

            done += batch.Length;
            progress?.Report(done);
        }

        return sums.Result();

        async Task<List<Question>> QuestionsAsync(int of) =>
            versions.TryGetValue(of, out var known)
                ? known
                : versions[of] = await database.QuestionsAsync(examId, of, cancellation).ConfigureAwait(false);
    }

    /// <summary>Orders a regrade. A server processes it in the background.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="examId">The exam.</param>
    /// <param name="version">The newest version, whose solutions count; null for each session's own, which undoes earlier regrades.</param>
    /// <param name="reason">The reason, 1–500 characters.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="ValidationException">The reason is missing or too long, the exam has a newer version, a run is not finished, or
    /// there is nothing to regrade.</exception>
    public async Task<Guid> StartAsync(StaffViewer viewer, int examId, int? version, string? reason, CancellationToken cancellation)
    {
        Demand(viewer);
        var text = TextLimits.Clean(reason, lines: true)?.Trim() ?? "";
        if (text.Length is 0 or > RegradeRun.LongestReason)
            throw new ValidationException($"reason: enter 1 to {RegradeRun.LongestReason} characters");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Of two administrators at the same moment, the second one waits here, and then finds the run of the first. SQLite has one writer.
        // Not a lock on the exam's row: a save of the exam locks the audit log first, and the two would wait for each other.
        if (database.Database.IsNpgsql())
            await database
                .Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('regrade'), {examId})", cancellation)
                .ConfigureAwait(false);
        var exam =
            await database
                .Exams.AsNoTracking()
                .Where(row => row.Id == examId)
                .Select(row => new { row.Slug, row.Version })
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw new ValidationException($"exam: there is no exam {examId}");
        if (version is { } wanted && wanted != exam.Version)
            throw new ValidationException("version: the exam has a newer version. Look at the preview again");
        if (await database.RegradeRuns.AnyAsync(run => run.ExamId == examId && run.FinishedAt == null, cancellation).ConfigureAwait(false))
            throw new ValidationException("exam: a regrade of this exam is not finished yet");
        var sessions = await database.ToRegrade(examId, version).CountAsync(cancellation).ConfigureAwait(false);
        if (sessions == 0)
            throw new ValidationException("exam: there is no session to regrade");
        var now = time.GetUtcNow().UtcDateTime;
        var run = new RegradeRun
        {
            Id = Guid.CreateVersion7(now),
            ExamId = examId,
            Version = version,
            Reason = text,
            StartedById = viewer.UserId,
            StartedBy = viewer.Name,
            StartedAt = now,
            Sessions = sessions,
        };
        database.Add(run);
        var solutions = version is { } number ? string.Create(CultureInfo.InvariantCulture, $"version {number}") : "the original versions";
        database.Audit(viewer, "regrade_started", $"exam {exam.Slug}: {sessions} sessions, solutions of {solutions}", now, reason: text);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        signal.Set();
        return run.Id;
    }

    static void Add(
        RegradeSums sums,
        ProctoringSession session,
        List<Question> asked,
        List<Question> later,
        Dictionary<int, AnswerGrade> grades,
        decimal? pass
    )
    {
        var paper = SessionPaper.Of(session.Paper, asked).Select(one => one.Question);
        if (RegradeObstacle.Of(session, paper, later, grades) is { } obstacle)
        {
            sums.Add(obstacle);
            return;
        }

        var before = Result();
        session.ScoreWith(asked, later, grades);
        sums.Add(new RegradeChange(session.Id, StudentLabel.Of(session.Student!.ExternalId, session.Student.Name), before, Result()));

        (decimal, decimal, decimal?, bool?) Result() =>
            (session.Points ?? 0, session.MaxPoints ?? 0, session.Score, RegradeQueries.Passes(session.Score, pass));
    }

    static Task<decimal?> PassPercentAsync(ProctoringDb database, int examId, CancellationToken cancellation) =>
        database.Exams.Where(exam => exam.Id == examId).Select(exam => exam.PassPercent).SingleOrDefaultAsync(cancellation);

    static void Demand(StaffViewer viewer)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators regrade.");
    }
}

/// <summary>The regrades of an exam.</summary>
/// <param name="Title">The exam.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="Outdated">The ended sessions whose score comes from an earlier version.</param>
/// <param name="Regraded">The sessions whose score comes from a later version than their own.</param>
/// <param name="Runs">The newest runs first.</param>
internal sealed record RegradeState(string Title, int Version, int Outdated, int Regraded, IReadOnlyList<RegradeRunState> Runs);

/// <summary>A run and how far it is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Done">The sessions that it has regraded.</param>
/// <param name="Changed">Of these, the sessions whose score or points changed.</param>
/// <param name="Waits">Whether no server works on it: it is new, its server stopped, or the database was unavailable.</param>
internal sealed record RegradeRunState(RegradeRun Run, int Done, int Changed, bool Waits);
