using Proctoring.Web.Evidence;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The addresses of evidence for one viewer. They stay the same for a while, so that a page that is rendered again does not
/// load its pictures and sound again.</summary>
internal sealed class PictureLinks(EvidenceLinks links, TimeProvider time)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    readonly Dictionary<Guid, (string Address, DateTimeOffset Made)> made = [];
    Guid viewer;

    /// <summary>Whose links they are from now on; the server's own console has no browser.</summary>
    public void For(Guid? user)
    {
        if (user == viewer)
            return;
        viewer = user ?? Guid.Empty;
        made.Clear();
    }

    public string To(Guid sessionId, Guid evidence)
    {
        var now = time.GetUtcNow();
        if (!made.TryGetValue(evidence, out var link) || now - link.Made > Fresh)
            made[evidence] = link = (links.ForStaff(viewer, sessionId, evidence), now);
        return link.Address;
    }
}
