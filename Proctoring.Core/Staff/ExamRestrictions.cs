using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>An exam, how many sessions it has, and whom it is restricted to; nobody named means all staff.</summary>
public sealed record ExamAccess(string ExamName, int Sessions, IReadOnlyList<Guid> Reviewers);

/// <summary>Says which staff may see the sessions of an exam, and changes it.</summary>
internal sealed class ExamRestrictions(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>The exams that have sessions, questions or a restriction, by name; none for who is no administrator.</summary>
    public async Task<IReadOnlyList<ExamAccess>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sat = await database.Sessions.GroupBy(session => session.ExamName).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellation).ConfigureAwait(false);
        var offered = await database.Exams.Select(exam => exam.Title).ToListAsync(cancellation).ConfigureAwait(false);
        var named = (await database.ExamReviewers.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(row => row.ExamName, row => row.UserId);
        return [.. sat.Keys.Union(offered).Union(named.Select(group => group.Key)).Order(StringComparer.CurrentCultureIgnoreCase)
            .Select(name => new ExamAccess(name, sat.GetValueOrDefault(name), [.. named[name]]))];
    }

    /// <summary>Restricts an exam to these accounts; to none named opens it to all staff. False where the viewer may not, or an account is not there.</summary>
    public async Task<bool> SetAsync(StaffViewer viewer, string examName, IReadOnlyCollection<Guid> reviewers, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator) || examName.Length is 0 or > 200)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var people = await database.Users.Where(user => reviewers.Contains(user.Id)).Select(user => new { user.Id, user.Name }).ToListAsync(cancellation).ConfigureAwait(false);
        if (people.Count != reviewers.Distinct().Count())
            return false;
        var before = await database.ExamReviewers.Where(row => row.ExamName == examName).ToListAsync(cancellation).ConfigureAwait(false);
        database.ExamReviewers.RemoveRange(before.Where(row => !reviewers.Contains(row.UserId)));
        foreach (var id in reviewers.Except(before.Select(row => row.UserId)))
            database.ExamReviewers.Add(new ExamReviewer { ExamName = examName, UserId = id });
        var subject = people.Count == 0 ? $"exam {examName}: all staff" : $"exam {examName}: {string.Join(", ", people.Select(person => person.Name).Order())}";
        database.Audit(viewer, people.Count == 0 ? "exam_opened" : "exam_restricted", subject.Length <= 300 ? subject : subject[..299] + "…", time.GetUtcNow().UtcDateTime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return true;
    }
}
