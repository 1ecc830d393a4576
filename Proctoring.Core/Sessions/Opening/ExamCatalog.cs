using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Lists the exams of this server.</summary>
internal sealed class ExamCatalog(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    static readonly Expression<Func<Exam, Listed>> Row = exam => new Listed(
        exam,
        exam.Questions.Where(question => question.Version == exam.Version).Select(question => question.Pool).ToList()
    );

    /// <summary>Returns the open exams by title.</summary>
    public async Task<IReadOnlyList<ExamView>> ListAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Exams.AsNoTracking()
            .OpenAt(time.GetUtcNow().UtcDateTime)
            .OrderBy(exam => exam.Title)
            .Select(Row)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return found.ConvertAll(View);
    }

    /// <summary>Returns the exams with a status by title, whatever their times.</summary>
    public async Task<IReadOnlyList<ExamView>> ListAsync(ExamStatus status, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Exams.AsNoTracking()
            .Where(exam => exam.Status == status)
            .OrderBy(exam => exam.Title)
            .Select(Row)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return found.ConvertAll(View);
    }

    /// <summary>Returns one exam; null if no open one has this slug.</summary>
    public async Task<ExamView?> FindAsync(string slug, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Exams.AsNoTracking()
            .OpenAt(time.GetUtcNow().UtcDateTime)
            .Where(exam => exam.Slug == slug)
            .Select(Row)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return found is null ? null : View(found);
    }

    ExamView View(Listed row)
    {
        var draws = row.Exam.DrawsByPool();
        var questions = row
            .Pools.CountBy(pool => pool ?? "")
            .Sum(pool => pool.Key.Length > 0 && draws.TryGetValue(pool.Key, out var drawn) ? Math.Min(drawn, pool.Value) : pool.Value);
        var exam = row.Exam;
        return new ExamView(exam.Slug, exam.Title, exam.Description, exam.Minutes, questions, exam.Language ?? "")
        {
            Policy = exam.Policy,
            Practice = rules.FindPolicy(exam.Policy) is { Practice: true },
            Proctoring = exam.Proctoring,
            Admission = exam.Admission,
            LimitsAttempts = exam.Attempts is not null,
            Rules = new ExamRules(exam.AllowsPaper, exam.AllowsCalculator, exam.AllowsHeadphones, exam.Rules ?? ""),
        };
    }

    /// <summary>An exam with the pool of each of its questions; null for a question of every session.</summary>
    sealed record Listed(Exam Exam, List<string?> Pools);
}
