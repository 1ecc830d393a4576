using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Privacy;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>A student whose data can be erased.</summary>
/// <param name="OwnerId">The system that the student belongs to.</param>
/// <param name="Name">The name; null if it is not known.</param>
/// <param name="Sessions">The number of the student's sessions.</param>
/// <param name="Keys">The names of the system's API keys; empty for this server's own pages.</param>
internal sealed record ErasableStudent(Guid OwnerId, string? Name, int Sessions, IReadOnlyList<string> Keys);

/// <summary>Erases the personal data of a student: faces, pictures, audio, names, typed answers, uploads, texts and addresses. Results,
/// flags and verdicts stay, under a random number. Every removal is a link of its session's chain, so the records stay
/// verifiable.</summary>
internal sealed class StudentErasure(IDbContextFactory<ProctoringDb> databases, DeletedFiles deleted, TimeProvider time)
{
    /// <summary>The students with an id; none for anyone but administrators. They are different people, one for each system that uses the
    /// id.</summary>
    public async Task<IReadOnlyList<ErasableStudent>> FindAsync(StaffViewer viewer, string externalId, CancellationToken cancellation)
    {
        var sees = viewer.Is(StaffRoles.Administrator);
        // No student has another id, and PostgreSQL refuses to compare it.
        if (!TextCharacters.IsStorable(externalId))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Students.Where(student => sees && student.ExternalId == externalId)
            .OrderBy(student => student.Id)
            .Select(student => new ErasableStudent(
                student.OwnerId,
                student.Name,
                database.Sessions.Count(session => session.StudentId == student.Id),
                database
                    .ApiKeys.Where(key => key.OwnerId == student.OwnerId)
                    .OrderBy(key => key.Name)
                    .Select(key => key.Name)
                    .ToList()
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Erases a student at the request of the operator, at the console.</summary>
    public Task<ErasureReceipt?> EraseAsync(Guid owner, string externalId, CancellationToken cancellation) =>
        EraseAsync(StaffViewer.Console, owner, externalId, cancellation);

    /// <summary>Erases a student at the request of the operator.</summary>
    /// <param name="viewer">The administrator who asks for it.</param>
    /// <param name="owner">The system that the student belongs to.</param>
    /// <param name="externalId">The system's id of the student.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>The receipt; null if there is no such student.</returns>
    /// <exception cref="UnauthorizedAccessException">The viewer is no administrator.</exception>
    /// <exception cref="CallRefusedException">One of the student's exams is under way, or a legal hold forbids it.</exception>
    public async Task<ErasureReceipt?> EraseAsync(StaffViewer viewer, Guid owner, string externalId, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators erase students.");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var number = await database
            .Students.OwnedBy(owner)
            .Where(row => row.ExternalId == externalId)
            .Select(row => (int?)row.Number)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return number is { } known
            ? await EraseAsync(ApiCaller.Anybody with { OwnerId = owner }, known, viewer, cancellation).ConfigureAwait(false)
            : null;
    }

    /// <summary>Erases a student. Erasing again returns the earlier receipt, unless something about the person was stored since; that is
    /// erased with a receipt of its own.</summary>
    /// <exception cref="CallRefusedException">The caller has no such student, one of their exams is under way, or a legal hold forbids
    /// it.</exception>
    public Task<ErasureReceipt> EraseAsync(ApiCaller caller, int number, CancellationToken cancellation) =>
        EraseAsync(caller, number, caller.KeyId is null ? StaffViewer.Console : null, cancellation);

    /// <summary>Erases a student. Without an actor, the audit log names the caller's key.</summary>
    async Task<ErasureReceipt> EraseAsync(ApiCaller caller, int number, StaffViewer? actor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Each of the student's sessions stores a witness before the commit.
        await SharedConnection.AllowIdleAsync(database, cancellation).ConfigureAwait(false);
        // Writers about this student wait here, and then see that the student is erased.
        await database.Students.OwnedBy(caller.OwnerId).Where(row => row.Number == number).LockAsync(cancellation).ConfigureAwait(false);
        var student = await StudentStore.FindAsync(database, caller, number, cancellation).ConfigureAwait(false);
        var earlier = await ReceiptOfAsync(database, caller, number, cancellation).ConfigureAwait(false);
        if (
            earlier is not null
            && !await RemainsAsync(database, student, earlier.ErasedAt, cancellation).ConfigureAwait(false)
        )
            return earlier;
        var sessions = await LockedAsync(database, student, cancellation).ConfigureAwait(false);
        var ids = sessions.ConvertAll(session => session.Id);
        await RefuseHeldAsync(database, student, ids, cancellation).ConfigureAwait(false);
        var receiptId = Guid.CreateVersion7(now);
        var removal = new DataRemoval(database, DeletionCause.Erasure, $"receipt {receiptId}", now);
        var faces = sessions.Count(session => session.ReferenceFace is not null) + (student.EnrolledFace is null ? 0 : 1);
        await removal.RemoveFacesAsync(sessions, cancellation).ConfigureAwait(false);
        await removal.RemoveEvidenceAsync(ids, _ => true, cancellation).ConfigureAwait(false);
        await removal.RemoveScreensAsync(ids, cancellation).ConfigureAwait(false);
        await removal.RemoveAnswersAsync(ids, choicesToo: false, cancellation).ConfigureAwait(false);
        await removal.CompleteAsync(cancellation).ConfigureAwait(false);
        await RemoveTextsAsync(database, student, ids, cancellation).ConfigureAwait(false);
        // The link of a session contains the student's id, which changes below.
        foreach (var session in sessions)
            database.Entry(session).Property(row => row.ReferencePicture).IsModified = true;
        Empty(student);
        var receipt = new ErasureReceipt
        {
            Id = receiptId,
            OwnerId = student.OwnerId,
            StudentNumber = number,
            ApiKeyId = caller.KeyId,
            ErasedAt = now,
            Sessions = sessions.Count,
            Files = removal.Files.Count,
            Faces = faces,
        };
        database.Add(receipt);
        actor ??= await database.ActorOfAsync(caller.KeyId, cancellation).ConfigureAwait(false);
        database.AddRange(EventsOf(sessions.Where(session => !(session.StartedAt <= earlier?.ErasedAt)), now));
        foreach (var session in sessions)
            database.Audit(actor, "student_erased", $"the student of this session; receipt {receipt.Id}", now, session.Id);
        database.Audit(actor, "student_erased", $"student {number.ToString(CultureInfo.InvariantCulture)}; receipt {receipt.Id}", now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        await deleted.DeleteAsync(removal.Files).ConfigureAwait(false);
        return receipt;
    }

    /// <summary>Finds a receipt.</summary>
    /// <exception cref="CallRefusedException">The caller's system has no such receipt.</exception>
    public async Task<ErasureReceipt> ReceiptAsync(ApiCaller caller, Guid id, CancellationToken cancellation)
    {
        var owner = caller.OwnerId;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
                .ErasureReceipts.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == id && row.OwnerId == owner, cancellation)
                .ConfigureAwait(false)
            ?? throw CallRefusedException.NotFound("There is no such receipt");
    }

    static async Task<ErasureReceipt?> ReceiptOfAsync(ProctoringDb database, ApiCaller caller, int number, CancellationToken cancellation)
    {
        var owner = caller.OwnerId;
        return await database
            .ErasureReceipts.AsNoTracking()
            .OrderByDescending(row => row.ErasedAt)
            .FirstOrDefaultAsync(row => row.OwnerId == owner && row.StudentNumber == number, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Whether something about a person is stored although the student was erased.</summary>
    static async Task<bool> RemainsAsync(ProctoringDb database, Student student, DateTime erasedAt, CancellationToken cancellation) =>
        student
            is not { IsErased: true, Name: null, Email: null, PasswordHash: null, PostalAddress: null, EnrolledFace: null, Language: null }
        || await database.FaceEnrolments.AnyAsync(row => row.StudentId == student.Id, cancellation).ConfigureAwait(false)
        || await database.Accommodations.AnyAsync(row => row.StudentId == student.Id, cancellation).ConfigureAwait(false)
        || await database.ExamInvitations.AnyAsync(row => row.StudentId == student.Id, cancellation).ConfigureAwait(false)
        || await database
            .Sessions.Where(row => row.StudentId == student.Id)
            .AnyAsync(
                row =>
                    row.CreatedAt > erasedAt
                    || database.CandidateReplies.Any(reply => reply.SessionId == row.Id)
                    || database.CandidateMessages.Any(message => message.SessionId == row.Id)
                    || database.CandidatePages.Any(page => page.SessionId == row.Id),
                cancellation
            )
            .ConfigureAwait(false);

    /// <summary>The student's sessions, locked and loaded.</summary>
    static async Task<List<ProctoringSession>> LockedAsync(ProctoringDb database, Student student, CancellationToken cancellation)
    {
        var ids = await database
            .Sessions.Where(row => row.StudentId == student.Id)
            .OrderBy(row => row.Id)
            .Select(row => row.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var id in ids)
            await database.LockAsync(id, cancellation).ConfigureAwait(false);
        var sessions = await database.Sessions.Where(row => row.StudentId == student.Id).ToListAsync(cancellation).ConfigureAwait(false);
        return sessions.TrueForAll(session => session.Status.IsOver())
            ? sessions
            : throw CallRefusedException.Conflict(
                "An exam of this student is under way; submit or cancel it first",
                ErrorCodes.ExamUnderWay
            );
    }

    /// <summary>Refuses if a legal hold concerns the student, one of the sessions or one of their exams. The reason stays with
    /// staff.</summary>
    static async Task RefuseHeldAsync(
        ProctoringDb database,
        Student student,
        IReadOnlyCollection<Guid> sessions,
        CancellationToken cancellation
    )
    {
        var held = HoldQueries.HeldSessions(database).Where(row => sessions.Contains(row.SessionId));
        var hold = await database
            .LegalHolds.Standing()
            .Where(row => row.StudentId == student.Id || held.Any(one => one.HoldId == row.Id))
            .OrderBy(row => row.SetAt)
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (hold is null)
            return;
        var about = hold.Scope switch
        {
            HoldScope.Session => "a session of this student",
            HoldScope.Exam => "an exam of this student",
            _ => "this student",
        };
        throw CallRefusedException.Conflict(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Legal hold {hold.Id} of {hold.SetAt:yyyy-MM-dd} on {about} forbids the erasure. Nothing was erased. An administrator can "
                    + $"lift the hold."
            ),
            ErrorCodes.LegalHold
        );
    }

    /// <summary>Removes the texts and addresses.</summary>
    static async Task RemoveTextsAsync(
        ProctoringDb database,
        Student student,
        IReadOnlyCollection<Guid> sessions,
        CancellationToken cancellation
    )
    {
        database.RemoveRange(
            await database.CandidateReplies.Where(row => sessions.Contains(row.SessionId)).ToListAsync(cancellation).ConfigureAwait(false)
        );
        database.RemoveRange(
            await database.CandidateMessages.Where(row => sessions.Contains(row.SessionId)).ToListAsync(cancellation).ConfigureAwait(false)
        );
        foreach (
            var check in await database
                .ManualIdentityChecks.Where(row => sessions.Contains(row.SessionId) && row.Note != null)
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        )
            check.Note = null;
        await database.CandidatePages.Where(row => sessions.Contains(row.SessionId)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        database.RemoveRange(
            await database.KnownSessions.Where(row => sessions.Contains(row.SessionId)).ToListAsync(cancellation).ConfigureAwait(false)
        );
        // The messages of these events contain the calling system's id of the student.
        await database
            .OutboxEvents.Where(row => row.SessionId != null && sessions.Contains(row.SessionId.Value))
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
        await database
            .RemoveInvitationsAsync(
                await database
                    .ExamInvitations.Where(row => row.StudentId == student.Id)
                    .Select(row => row.Id)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false),
                cancellation
            )
            .ConfigureAwait(false);
        // Their reasons describe the student.
        await database.Accommodations.Where(row => row.StudentId == student.Id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.FaceEnrolments.Where(row => row.StudentId == student.Id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>One event for each session that began. No one is informed of practice.</summary>
    static IEnumerable<OutboxEvent> EventsOf(IEnumerable<ProctoringSession> sessions, DateTime now) =>
        sessions
            .Where(session => session is { StartedAt: not null } and not { ApiKeyId: null, Practice: true })
            .Select(session => new OutboxEvent
            {
                Id = Guid.CreateVersion7(now),
                Type = OutboxEventTypes.Erased,
                SessionId = session.Id,
                OccurredAt = now,
            });

    static void Empty(Student student)
    {
        student.ExternalId = student.ErasedId;
        (student.Name, student.Email, student.PasswordHash, student.PostalAddress) = (null, null, null, null);
        (student.EnrolledFace, student.EnrolledAt, student.Language) = (null, null, null);
    }
}
