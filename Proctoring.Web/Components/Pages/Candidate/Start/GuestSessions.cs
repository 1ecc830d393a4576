using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Components.Pages.Candidate.Start;

/// <summary>Opens sessions for visitors of the front page, who have no account: if the operator allows it, and a limited number per network
/// address and exam.</summary>
internal sealed class GuestSessions : IDisposable
{
    readonly SessionOpener opener;
    readonly PartitionedRateLimiter<(string Network, string Exam)> limit;

    public GuestSessions(SessionOpener opener, IOptions<ProctoringOptions> options)
    {
        this.opener = opener;
        Allowed = options.Value.FrontPage == FrontPageMode.Open;
        var most = options.Value.Guests.SessionsPerAddress;
        limit = PartitionedRateLimiter.Create<(string, string), (string, string)>(guest =>
            RateLimitPartition.GetSlidingWindowLimiter(
                guest,
                _ => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = most,
                    Window = TimeSpan.FromHours(1),
                    SegmentsPerWindow = 12,
                }
            )
        );
    }

    /// <summary>Whether visitors may start exams. If not, exams start only through other systems.</summary>
    public bool Allowed { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="request">The exam and the candidate.</param>
    /// <param name="address">The network address of the browser.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>Null if visitors may not start exams, or if too many sessions of this exam came from the address in the last
    /// hour.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A field is missing or wrong; the message names
    /// it.</exception>
    public async Task<SessionAccess?> OpenAsync(SessionRequest request, string? address, CancellationToken cancellation)
    {
        if (!Allowed)
            return null;
        using var lease = limit.AttemptAcquire(
            (NetworkAddress.Of(IPAddress.TryParse(address, out var parsed) ? parsed : null), request.ExamSlug ?? "")
        );
        return lease.IsAcquired ? await opener.OpenAsync(request, cancellation) : null;
    }

    public void Dispose() => limit.Dispose();
}
