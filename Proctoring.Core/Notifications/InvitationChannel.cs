using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Notifications;

/// <summary>Sends invitations to candidates by email. The target is the invitation, which keeps the result: the log of deliveries is
/// deleted earlier.</summary>
internal sealed class InvitationChannel(
    IDbContextFactory<ProctoringDb> databases,
    MailTransport transport,
    InvitationLinks links,
    IOptions<ProctoringOptions> options,
    TimeProvider time
) : IOutboxChannel
{
    public string Name => "invitation";

    public Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(ProctoringDb database, OutboxEvent occurred, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<DeliveryTarget>>(occurred.InvitationId is { } id ? [new DeliveryTarget(id)] : []);

    public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // Withdrawn, changed or erased since staff asked for it.
        var invitation = await database
            .ExamInvitations.Include(row => row.Exam)
            .SingleOrDefaultAsync(row => row.Id == targetId && row.WithdrawnAt == null, cancellation)
            .ConfigureAwait(false);
        if (invitation is not { Email: { } address, Exam: { } exam })
            return DeliveryResult.Cancel("The invitation was withdrawn or deleted");
        var result = await SendAsync(invitation, address, exam, occurred[0].Id, cancellation).ConfigureAwait(false);
        if (result.Delivered)
            invitation.SentAt = time.GetUtcNow().UtcDateTime;
        // A message that has not had its turn has not failed.
        if (result.NotBefore is null)
            invitation.SendError = result.Error;
        // Not cancelled: the attempt was made.
        await database.SaveChangesAsync(CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    Task<DeliveryResult> SendAsync(ExamInvitation invitation, string address, Exam exam, Guid id, CancellationToken cancellation)
    {
        var site = options.Value.SiteAddress().TrimEnd('/');
        if (site.Length == 0)
            return Task.FromResult(new DeliveryResult(false, null, "The link needs an address: set Proctoring:Api:PublicAddress"));
        var link = site + links.PathOf(invitation.Id, exam.Slug, exam.Proctoring);
        var (subject, text) = InvitationMail.Of(exam, invitation.Name, link, options.Value.Privacy);
        return transport.SendAsync(address, subject, text, id, cancellation);
    }
}
