using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Privacy;

/// <summary>Sets, lifts and lists legal holds. Only administrators; each act is in the audit log.</summary>
internal sealed class LegalHolds(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The most lifted holds that the list contains.</summary>
    const int ListedLifted = 50;

    /// <summary>Lists the holds that stand, and the last lifted ones; none for a viewer who is no administrator.</summary>
    public async Task<IReadOnlyList<HoldRow>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var standing = await ManagedBy(database.LegalHolds, viewer)
            .AsNoTracking()
            .Standing()
            .OrderByDescending(hold => hold.SetAt)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var lifted = await ManagedBy(database.LegalHolds, viewer)
            .AsNoTracking()
            .Where(hold => hold.LiftedAt != null)
            .OrderByDescending(hold => hold.LiftedAt)
            .Take(ListedLifted)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        List<LegalHold> holds = [.. standing, .. lifted];
        var ids = holds.Select(hold => hold.StudentId).OfType<int>().Distinct().ToList();
        var students = await database
            .Students.Where(student => ids.Contains(student.Id))
            .ToDictionaryAsync(student => student.Id, student => student.ExternalId, cancellation)
            .ConfigureAwait(false);
        return holds.ConvertAll(hold => new HoldRow(hold, SubjectOf(hold, students)));
    }

    /// <summary>Sets a hold.</summary>
    /// <param name="viewer">The author, an administrator.</param>
    /// <param name="scope">The kind of its subject.</param>
    /// <param name="subject">The id of the session, the id of the student or the name of the exam.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="ValidationException">A field is wrong; the message names it. For others than administrators there is no
    /// subject.</exception>
    public async Task SetAsync(StaffViewer viewer, HoldScope scope, string subject, string reason, CancellationToken cancellation)
    {
        var (named, why) = (TextCharacters.Storable(subject).Trim(), Checked("reason", reason));
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        List<Guid> ids = [];
        foreach (var (hold, words) in await FindAsync(database, viewer, scope, named, cancellation).ConfigureAwait(false))
        {
            ids.Add(Guid.CreateVersion7(now));
            database.Add(
                new LegalHold
                {
                    Id = ids[^1],
                    Scope = scope,
                    SessionId = hold.SessionId,
                    StudentId = hold.StudentId,
                    ExamName = hold.ExamName,
                    Reason = why,
                    SetBy = viewer.Name,
                    SetAt = now,
                }
            );
            database.Audit(viewer, "hold_set", words, now, hold.SessionId, why);
        }

        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        // A deletion that began earlier ends first; one that begins later finds the hold.
        await database.LockHeldAsync(ids, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Lifts a hold. One that is already lifted stays as it is, and so do all for a viewer who is no administrator.</summary>
    /// <exception cref="ValidationException">The reason is missing or too long.</exception>
    public async Task LiftAsync(StaffViewer viewer, Guid id, string reason, CancellationToken cancellation)
    {
        var why = Checked("reason", reason);
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var hold = await ManagedBy(database.LegalHolds, viewer)
            .Standing()
            .SingleOrDefaultAsync(row => row.Id == id, cancellation)
            .ConfigureAwait(false);
        if (hold is null)
            return;
        (hold.LiftedAt, hold.LiftedBy, hold.LiftReason) = (now, viewer.Name, why);
        database.Audit(viewer, "hold_lifted", $"hold {id}", now, hold.SessionId, why);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    static IQueryable<TRow> ManagedBy<TRow>(IQueryable<TRow> rows, StaffViewer viewer)
    {
        var mayManage = viewer.Is(StaffRoles.Administrator);
        return rows.Where(_ => mayManage);
    }

    static string Checked(string field, string text)
    {
        var trimmed = TextCharacters.Storable(text, lines: true).Trim();
        return trimmed.Length switch
        {
            0 => throw new ShownRefusalException(L[$"Limit_Required_{field}"]),
            > LegalHold.LongestReason => throw new ShownRefusalException(L[$"Limit_TooLong_{field}", LegalHold.LongestReason]),
            _ => trimmed,
        };
    }

    /// <summary>The rows that a subject names, with words for the audit log that name no person.</summary>
    static async Task<IReadOnlyList<(HeldSubject Subject, string Words)>> FindAsync(
        ProctoringDb database,
        StaffViewer viewer,
        HoldScope scope,
        string subject,
        CancellationToken cancellation
    )
    {
        switch (scope)
        {
            case HoldScope.Session:
                if (
                    Guid.TryParse(subject, out var session)
                    && await ManagedBy(database.Sessions, viewer).AnyAsync(row => row.Id == session, cancellation).ConfigureAwait(false)
                )
                    return [(new HeldSubject(session, null, null), "the session")];
                throw new ShownRefusalException(L["Refusal_NoSession"]);
            case HoldScope.Student:
                // Systems with an API key name their students themselves, so an id can belong to several.
                var students = await ManagedBy(database.Students, viewer)
                    .Where(row => row.ExternalId == subject)
                    .Select(row => new { row.Id, row.Number })
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false);
                return students.Count > 0
                    ? students.ConvertAll(row =>
                        (new HeldSubject(null, row.Id, null), string.Create(CultureInfo.InvariantCulture, $"student {row.Number}"))
                    )
                    : throw new ShownRefusalException(L["Refusal_NoStudent"]);
            default:
                return
                    await ManagedBy(database.Sessions, viewer).AnyAsync(row => row.ExamName == subject, cancellation).ConfigureAwait(false)
                    || await ManagedBy(database.Exams, viewer).AnyAsync(row => row.Title == subject, cancellation).ConfigureAwait(false)
                    ? [(new HeldSubject(null, null, subject), $"the exam {subject}")]
                    : throw new ShownRefusalException(L["Refusal_NoExam"]);
        }
    }

    static string SubjectOf(LegalHold hold, Dictionary<int, string> students) =>
        hold.Scope switch
        {
            HoldScope.Session => hold.SessionId!.Value.ToString("D"),
            HoldScope.Student => students.GetValueOrDefault(
                hold.StudentId!.Value,
                string.Create(CultureInfo.InvariantCulture, $"student {hold.StudentId}")
            ),
            _ => hold.ExamName!,
        };

    readonly record struct HeldSubject(Guid? SessionId, int? StudentId, string? ExamName);
}

/// <summary>A hold in the list.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="Subject">The id of the session, the id of the student or the name of the exam.</param>
public sealed record HoldRow(LegalHold Hold, string Subject);
