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
    /// <summary>Wrong codes per network address, exam and hour: enough for the mistakes of a school behind one address, too few to guess
    /// a code.</summary>
    const int WrongCodes = 60;

    readonly SessionOpener opener;
    readonly PartitionedRateLimiter<(string Network, string Exam)> limit;
    readonly PartitionedRateLimiter<(string Network, string Exam)> wrongCodes = PerHour(WrongCodes);

    public GuestSessions(SessionOpener opener, IOptions<ProctoringOptions> options)
    {
        this.opener = opener;
        Allowed = options.Value.FrontPage == FrontPageMode.Open;
        limit = PerHour(options.Value.Guests.SessionsPerAddress);
    }

    static PartitionedRateLimiter<(string, string)> PerHour(int most) =>
        PartitionedRateLimiter.Create<(string, string), (string, string)>(guest =>
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

    /// <summary>Whether visitors may start exams. If not, exams start only through other systems.</summary>
    public bool Allowed { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="request">The exam and the candidate.</param>
    /// <param name="address">The network address of the browser.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>Null if visitors may not start exams, or if too many sessions of this exam came from the address in the last
    /// hour.</returns>
    /// <exception cref="SessionRefusedException">The exam does not admit this candidate, or too many wrong codes came from the
    /// address.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A field is missing or wrong; the message names
    /// it.</exception>
    public async Task<SessionAccess?> OpenAsync(SessionRequest request, string? address, CancellationToken cancellation)
    {
        if (!Allowed)
            return null;
        var guest = (NetworkAddress.Of(IPAddress.TryParse(address, out var parsed) ? parsed : null), request.ExamSlug ?? "");
        // Also before the code is compared: otherwise a guesser would learn from the answer which code is right.
        using var guess = wrongCodes.AttemptAcquire(guest, permitCount: 0);
        if (request.AccessCode is not null && !guess.IsAcquired)
            throw new SessionRefusedException(SessionRefusal.TooManyCodes);
        using var lease = limit.AttemptAcquire(guest);
        if (!lease.IsAcquired)
            return null;
        try
        {
            return await opener.OpenAsync(request, cancellation);
        }
        catch (SessionRefusedException refusal)
            when (refusal.Reason == SessionRefusal.Code && !string.IsNullOrWhiteSpace(request.AccessCode))
        {
            wrongCodes.AttemptAcquire(guest).Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        limit.Dispose();
        wrongCodes.Dispose();
    }
}
