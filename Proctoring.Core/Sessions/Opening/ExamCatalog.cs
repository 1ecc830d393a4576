using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Lists the exams of this server.</summary>
internal sealed class ExamCatalog(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Returns all exams by title.</summary>
    public async Task<IReadOnlyList<ExamView>> ListAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Exams.OrderBy(exam => exam.Title)
            .Select(exam => new ExamView(exam.Slug, exam.Title, exam.Description, exam.Minutes, exam.Questions.Count, exam.Language ?? ""))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Returns one exam; null if there is none with this slug.</summary>
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
