using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Lists the exams of this server.</summary>
internal sealed class ExamCatalog(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules)
{
    static readonly Expression<Func<Exam, ExamView>> View = exam => new ExamView(
        exam.Slug,
        exam.Title,
        exam.Description,
        exam.Minutes,
        exam.Questions.Count,
        exam.Language ?? ""
    )
    {
        Policy = exam.Policy,
    };

    /// <summary>Returns all exams by title.</summary>
    public async Task<IReadOnlyList<ExamView>> ListAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database.Exams.OrderBy(exam => exam.Title).Select(View).ToListAsync(cancellation).ConfigureAwait(false);
        return found.ConvertAll(Complete);
    }

    /// <summary>Returns one exam; null if there is none with this slug.</summary>
    public async Task<ExamView?> FindAsync(string slug, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Exams.Where(exam => exam.Slug == slug)
            .Select(View)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return found is null ? null : Complete(found);
    }

    ExamView Complete(ExamView exam) => exam with { Practice = rules.FindPolicy(exam.Policy) is { Practice: true } };
}
