using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Storage;

namespace Proctoring.Web.Requests;

/// <summary>Opens invitations, and creates those that are not stored: links with which a guest starts an exam as the student for whom
/// arrangements were made.</summary>
internal sealed class Invitations(IDataProtectionProvider protection, InvitationLinks links)
{
    /// <summary>Long enough to be sent weeks before an exam.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>Of earlier versions: names the student, for any exam.</summary>
    readonly ITimeLimitedDataProtector unbound = protection.CreateProtector("Proctoring.Invitations.v1").ToTimeLimitedDataProtector();

    /// <summary>Of an exam and a student.</summary>
    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.Invitations.v2").ToTimeLimitedDataProtector();

    /// <summary>The path of the exam's start page for one student.</summary>
    public string For(string examSlug, string studentId) =>
        $"/exams/{examSlug}/start?proctored=true&invitation={protector.Protect($"{examSlug}\n{studentId}", Lifetime)}";

    /// <summary>The student of an invitation to an exam; null if it was changed or has expired. A stored one names its exam, which may be
    /// another; any other invitation to another exam is null.</summary>
    public async Task<InvitedStudent?> OpenAsync(string? invitation, string examSlug, CancellationToken cancellation)
    {
        if (invitation is null)
            return null;
        if (await links.FindAsync(invitation, cancellation) is { } stored)
            return new InvitedStudent(stored.StudentId, !stored.Withdrawn) { Stored = stored };
        if (Read(protector, invitation) is { } text)
        {
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            return end > 0 && text[..end] == examSlug ? new InvitedStudent(text[(end + 1)..], true) : null;
        }

        return Read(unbound, invitation) is { } studentId ? new InvitedStudent(studentId, false) : null;
    }

    static string? Read(ITimeLimitedDataProtector protector, string invitation)
    {
        try
        {
            return protector.Unprotect(invitation);
        }
        catch (CryptographicException)
        {
            // Not an invitation of this server and version, or an expired one.
            return null;
        }
    }
}

/// <summary>The student whom an invitation names.</summary>
/// <param name="StudentId">This server's pages' id of the student.</param>
/// <param name="Admits">Whether it also admits to an exam for invited candidates only.</param>
internal sealed record InvitedStudent(string StudentId, bool Admits)
{
    /// <summary>The invitation; null if the link is all there is of it.</summary>
    public LinkedInvitation? Stored { get; init; }
}
