using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Shows the exams that can be sat.</summary>
internal sealed class ExamCatalog(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>All exams, by title.</summary>
    public async Task<IReadOnlyList<ExamView>> ListAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Exams.OrderBy(exam => exam.Title)
            .Select(exam => new ExamView(exam.Slug, exam.Title, exam.Description, exam.Minutes, exam.Questions.Count, exam.Language ?? ""))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>One exam; null where there is none of this slug.</summary>
    public async Task<ExamView?> FindAsync(string slug, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Exams.Where(exam => exam.Slug == slug)
            .Select(exam => new ExamView(exam.Slug, exam.Title, exam.Description, exam.Minutes, exam.Questions.Count, exam.Language ?? ""))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
    }
}
