using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Signs the links of stored invitations, and finds the invitation of a link. A link does not expire: staff withdraw it.</summary>
internal sealed class InvitationLinks(IDataProtectionProvider protection, IDbContextFactory<ProctoringDb> databases)
{
    readonly IDataProtector protector = protection.CreateProtector("Proctoring.Invitations.v3");

    /// <summary>The path of the start page for an invitation.</summary>
    public string PathOf(Guid invitationId, string examSlug, ProctoringOffer proctoring) =>
        $"/exams/{examSlug}/start?proctored={(proctoring == ProctoringOffer.Off ? "false" : "true")}&invitation="
        + protector.Protect(invitationId.ToString("N"));

    /// <summary>The invitation of a link; null if the link was changed or is of another kind.</summary>
    public async Task<LinkedInvitation?> FindAsync(string invitation, CancellationToken cancellation)
    {
        if (IdOf(invitation) is not { } id)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .ExamInvitations.Where(row => row.Id == id)
            .Select(row => new LinkedInvitation(id, row.Student!.ExternalId, row.Name, row.WithdrawnAt != null)
            {
                Exam = new InvitedExam(
                    row.Exam!.Slug,
                    row.Exam.Title,
                    row.Exam.Status == ExamStatus.Open,
                    row.Exam.OpensAt,
                    row.Exam.TimeZone
                ),
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        // The server signed it, so it existed: it was deleted with its period or with the student's data.
        return found ?? new LinkedInvitation(id, "", "", true);
    }

    Guid? IdOf(string invitation)
    {
        try
        {
            return Guid.TryParseExact(protector.Unprotect(invitation), "N", out var id) ? id : null;
        }
        catch (CryptographicException)
        {
            // Not a link of this server, or of another kind of invitation.
            return null;
        }
    }
}

/// <summary>The invitation behind a link.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StudentId">This server's pages' id of the student; empty if the invitation was deleted.</param>
/// <param name="Name">The student's name as staff entered it.</param>
/// <param name="Withdrawn">Whether it no longer admits.</param>
internal sealed record LinkedInvitation(Guid Id, string StudentId, string Name, bool Withdrawn)
{
    /// <summary>The exam; null if the invitation was deleted.</summary>
    public InvitedExam? Exam { get; init; }
}

/// <summary>The exam of an invitation.</summary>
/// <param name="Slug">Its present name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Published">Whether it is neither a draft nor archived.</param>
/// <param name="OpensAt">From when on sessions can be opened, UTC; null for no limit.</param>
/// <param name="TimeZone">The IANA name of the time zone of its times; null for UTC.</param>
internal sealed record InvitedExam(string Slug, string Title, bool Published, DateTime? OpensAt, string? TimeZone);
