using Proctoring.Web.Embedding;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Cascades inside a frame on another site, where no link may lead to our other pages.</summary>
public sealed class EmbedFrame
{
    /// <summary>The brand that the frame shows; null until it is known.</summary>
    internal Brand? Brand { get; private set; }

    /// <summary>Raised when the frame shows another brand.</summary>
    internal event Action? BrandChanged;

    /// <summary>Shows a brand.</summary>
    internal void Show(Brand brand)
    {
        if (Brand == brand)
            return;
        Brand = brand;
        BrandChanged?.Invoke();
    }
}
