using Microsoft.AspNetCore.Components;
using Proctoring.Core.Storage.Chain;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Verifies a session's records, or names the first broken link.</summary>
public sealed partial class RecordProof
{
    ChainFinding? finding;
    bool busy;

    /// <summary>The session; the page around has made sure that this viewer may see it.</summary>
    [Parameter, EditorRequired]
    public Guid SessionId { get; set; }

    [Inject]
    internal ChainVerifier Verifier { get; set; } = null!;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    Guid shown;

    protected override void OnParametersSet()
    {
        if (shown == SessionId)
            return;
        (shown, finding) = (SessionId, null);
    }

    async Task ProveAsync()
    {
        if (busy)
            return;
        var session = SessionId;
        busy = true;
        // All pictures are read and hashed: the page says so first.
        StateHasChanged();
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Read) is null)
                return;
            var found = await Verifier.VerifyAsync(session, CancellationToken.None);
            // The reviewer may have gone on to the next session.
            if (session == SessionId)
                finding = found;
        }
        finally
        {
            busy = false;
        }
    }
}
