using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Authoring.Invitations;

/// <summary>Invites students to an exam, and lists, sends and withdraws the invitations. Only administrators; every act is in the audit
/// log.</summary>
internal sealed class InvitationStore(
    IDbContextFactory<ProctoringDb> databases,
    InvitationLinks links,
    IOptions<ProctoringOptions> options,
    TimeProvider time
)
{
    /// <summary>The most invitations of one exam.</summary>
    public const int Most = 5_000;

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Whether this server can send invitations: it needs a mail server, and its own address for the links.</summary>
    public bool CanSend => options.Value.SendsMail() && SiteAddress.Length > 0;

    /// <summary>Whether the links open exams: the operator can close this server's pages for candidates.</summary>
    public bool LinksOpenExams => options.Value.FrontPage == FrontPageMode.Open;

    /// <summary>The address of this site for links, without a slash at the end; empty if it is not set.</summary>
    public string SiteAddress => options.Value.SiteAddress().TrimEnd('/');

    /// <summary>Returns the invitations of an exam; null if there is no such exam, or the viewer is no administrator.</summary>
    public async Task<InvitationList?> FindAsync(StaffViewer viewer, int examId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await FindAsync(database, viewer, examId, cancellation).ConfigureAwait(false);
    }

    /// <summary>The ids of those students in a list who are invited already.</summary>
    public async Task<IReadOnlySet<string>> InvitedAsync(
        StaffViewer viewer,
        int examId,
        IEnumerable<InvitationDraft> drafts,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await InvitedAsync(database, viewer, examId, drafts, cancellation).ConfigureAwait(false);
    }

    /// <summary>Invites the students of a list, except those who are invited already.</summary>
    /// <returns>The number of new invitations.</returns>
    /// <exception cref="ValidationException">There is no such exam, or it would have too many invitations.</exception>
    public async Task<int> AddAsync(StaffViewer viewer, int examId, IReadOnlyList<InvitationDraft> drafts, CancellationToken cancellation)
    {
        var added = 0;
        // Another administrator invites one of them at the same moment, or the random number of a new student is taken: with 5,000
        // students that happens to one list of a thousand in 180.
        await UniqueViolations
            .WithOneRetryAsync(async () => added = await AddOnceAsync(viewer, examId, drafts, cancellation).ConfigureAwait(false))
            .ConfigureAwait(false);
        return added;
    }

    async Task<int> AddOnceAsync(StaffViewer viewer, int examId, IReadOnlyList<InvitationDraft> drafts, CancellationToken cancellation)
    {
        var now = Now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var exam = await ExamAsync(database, viewer, examId, cancellation).ConfigureAwait(false);
        var invited = await InvitedAsync(database, viewer, examId, drafts, cancellation).ConfigureAwait(false);
        var added = drafts.Where(draft => !invited.Contains(draft.StudentId)).ToList();
        if (added.Count == 0)
            return 0;
        var count = await database.ExamInvitations.CountAsync(row => row.ExamId == examId, cancellation).ConfigureAwait(false);
        if (count + added.Count > Most)
            throw new ValidationException(
                string.Create(CultureInfo.InvariantCulture, $"An exam has at most {Most:N0} invitations; this one has {count:N0}.")
            );
        var ids = added.ConvertAll(draft => draft.StudentId);
        var students = await database
            .Students.OwnedBy(Student.OwnPages)
            .Where(student => ids.Contains(student.ExternalId))
            .ToDictionaryAsync(student => student.ExternalId, StringComparer.Ordinal, cancellation)
            .ConfigureAwait(false);
        foreach (var student in students.Values.OrderBy(student => student.Id))
        {
            // An erasure may have come between.
            if (student.IsErased || !await database.LockAsync(student, cancellation).ConfigureAwait(false))
                throw new ValidationException("A student of the list was erased.");
        }

        if (added.Find(draft => Student.IsErasedId(draft.StudentId)) is { } erased)
            throw new ValidationException($"The student id {erased.StudentId} belongs to an erased student.");
        foreach (var draft in added)
            database.Add(
                new ExamInvitation
                {
                    Id = Guid.CreateVersion7(now),
                    ExamId = examId,
                    Student = students.GetValueOrDefault(draft.StudentId) ?? new Student { ExternalId = draft.StudentId, CreatedAt = now },
                    Name = draft.Name,
                    Email = draft.Email,
                    CreatedAt = now,
                }
            );
        Audit(database, viewer, "invitations_created", exam, Counted(added.Count));
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return added.Count;
    }

    /// <summary>Withdraws invitations. Their links no longer open the exam, and a session that has not started cannot start; a running one
    /// continues.</summary>
    /// <returns>The number of invitations that were valid until now.</returns>
    /// <exception cref="ValidationException">There is no such exam.</exception>
    public async Task<int> WithdrawAsync(
        StaffViewer viewer,
        int examId,
        IReadOnlyCollection<Guid> invitations,
        CancellationToken cancellation
    )
    {
        var now = Now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var exam = await ExamAsync(database, viewer, examId, cancellation).ConfigureAwait(false);
        var rows = await Valid(database, examId)
            .Include(row => row.Student)
            .Where(row => invitations.Contains(row.Id))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var row in rows)
        {
            row.WithdrawnAt = now;
            // The number, not the name: the audit log outlives the student's data.
            Audit(
                database,
                viewer,
                "invitation_withdrawn",
                exam,
                string.Create(CultureInfo.InvariantCulture, $"student {row.Student!.Number}")
            );
        }

        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return rows.Count;
    }

    /// <summary>Puts messages with the links into the outbox. An invitation without an address, one that was withdrawn, and one whose
    /// message waits already are left out.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="examId">The exam.</param>
    /// <param name="invitations">The ids.</param>
    /// <param name="again">Whether to include invitations that were sent before.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>The number of messages.</returns>
    /// <exception cref="ValidationException">There is no such exam, or this server cannot send.</exception>
    public async Task<int> SendAsync(
        StaffViewer viewer,
        int examId,
        IReadOnlyCollection<Guid> invitations,
        bool again,
        CancellationToken cancellation
    )
    {
        if (!CanSend)
            throw new ValidationException("Nothing was sent: Proctoring:Mail or Proctoring:Api:PublicAddress is not set.");
        var now = Now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var exam = await ExamAsync(database, viewer, examId, cancellation).ConfigureAwait(false);
        // Another administrator may send the same invitations: the second waits here, and then finds the messages of the first.
        await database
            .Exams.Where(row => row.Id == examId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, row => row.Title), cancellation)
            .ConfigureAwait(false);
        var rows = await Valid(database, examId)
            .Where(row => row.Email != null && invitations.Contains(row.Id) && (again || row.SentAt == null))
            .Where(row =>
                !database.OutboxEvents.Any(message => message.InvitationId == row.Id && message.DispatchedAt == null)
                && !database.OutboxDeliveries.Any(delivery => delivery.TargetId == row.Id && delivery.NextAttemptAt != null)
            )
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var row in rows)
        {
            row.SendError = null;
            database.Add(
                new OutboxEvent
                {
                    Id = Guid.CreateVersion7(now),
                    Type = OutboxEventTypes.Invitation,
                    InvitationId = row.Id,
                    OccurredAt = now,
                }
            );
        }

        if (rows.Count > 0)
            Audit(database, viewer, "invitations_sent", exam, Counted(rows.Count));
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return rows.Count;
    }

    /// <summary>Returns the invitations for a file with their links, and records the export; null if there is no such exam, or
    /// the viewer is no administrator.</summary>
    public async Task<InvitationList?> ExportAsync(StaffViewer viewer, int examId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await FindAsync(database, viewer, examId, cancellation).ConfigureAwait(false) is not { } list)
            return null;
        var exam = await ExamAsync(database, viewer, examId, cancellation).ConfigureAwait(false);
        Audit(database, viewer, "invitations_exported", exam, Counted(list.Rows.Count));
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return list;
    }

    /// <summary>The path of an invitation's link.</summary>
    public string PathOf(InvitationList list, InvitationRow row) => links.PathOf(row.Id, list.Slug, list.Proctoring);

    static async Task<InvitationList?> FindAsync(ProctoringDb database, StaffViewer viewer, int examId, CancellationToken cancellation)
    {
        var exam = await ManagedBy(database, viewer)
            .AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == examId, cancellation)
            .ConfigureAwait(false);
        if (exam is null)
            return null;
        var rows = await database
            .ExamInvitations.Where(row => row.ExamId == examId)
            .OrderBy(row => row.Name)
            .ThenBy(row => row.Id)
            .Select(row => new InvitationRow
            {
                Id = row.Id,
                Name = row.Name,
                StudentId = row.Student!.ExternalId,
                Email = row.Email,
                WithdrawnAt = row.WithdrawnAt,
                Session = database
                    .Sessions.Where(session => session.ExamId == examId && session.StudentId == row.StudentId)
                    .OrderByDescending(session => session.StartedAt != null)
                    .ThenByDescending(session => session.CreatedAt)
                    .Select(session => (SessionStatus?)session.Status)
                    .FirstOrDefault(),
                SentAt = row.SentAt,
                SendError = row.SendError,
                Waits =
                    database.OutboxEvents.Any(message => message.InvitationId == row.Id && message.DispatchedAt == null)
                    || database.OutboxDeliveries.Any(delivery => delivery.TargetId == row.Id && delivery.NextAttemptAt != null),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new InvitationList(exam.Id, exam.Slug, exam.Title, exam.Status, exam.Admission, exam.Proctoring, rows);
    }

    static async Task<HashSet<string>> InvitedAsync(
        ProctoringDb database,
        StaffViewer viewer,
        int examId,
        IEnumerable<InvitationDraft> drafts,
        CancellationToken cancellation
    )
    {
        var ids = drafts.Select(draft => draft.StudentId).ToList();
        var managed = ManagedBy(database, viewer);
        var found = await Valid(database, examId)
            .Where(row => managed.Any(exam => exam.Id == row.ExamId) && ids.Contains(row.Student!.ExternalId))
            .Select(row => row.Student!.ExternalId)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return found.ToHashSet(StringComparer.Ordinal);
    }

    static IQueryable<ExamInvitation> Valid(ProctoringDb database, int examId) =>
        database.ExamInvitations.Where(row => row.ExamId == examId && row.WithdrawnAt == null);

    static IQueryable<Exam> ManagedBy(ProctoringDb database, StaffViewer viewer)
    {
        var mayManage = viewer.Is(StaffRoles.Administrator);
        return database.Exams.Where(_ => mayManage);
    }

    static async Task<Exam> ExamAsync(ProctoringDb database, StaffViewer viewer, int examId, CancellationToken cancellation) =>
        await ManagedBy(database, viewer).AsNoTracking().SingleOrDefaultAsync(row => row.Id == examId, cancellation).ConfigureAwait(false)
        ?? throw new ValidationException("exam: there is no such exam");

    static string Counted(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} invitation{(count == 1 ? "" : "s")}");

    void Audit(ProctoringDb database, StaffViewer viewer, string action, Exam exam, string detail) =>
        database.Audit(viewer, action, $"exam {exam.Slug}: {detail}", Now);
}
