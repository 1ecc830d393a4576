using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Proctoring.Tests.Support;

/// <summary>A camera whose picture the test changes: getUserMedia returns the stream of a canvas that shows a test face.</summary>
internal static class PlayedCamera
{
    const string Script = """
        (() => {
          const canvas = document.createElement('canvas');
          canvas.width = 640; canvas.height = 480;
          const context = canvas.getContext('2d', { alpha: false });
          let picture = null, turn = 0;
          const draw = () => {
            if (!picture) return;
            turn = (turn + 1) % 7;
            // Slight movement: a real camera never delivers the same picture twice.
            context.drawImage(picture, -turn / 4, -turn / 4, 642, 482);
          };
          window.playScene = async name => {
            const jpeg = Uint8Array.from(atob(await window.playedPicture(name)), letter => letter.charCodeAt(0));
            picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }));
            draw();
            // The scene counts as shown once the page's videos have drawn a few frames of it.
            await Promise.all([...document.querySelectorAll('video')].filter(video => video.readyState >= 2).map(video =>
              new Promise(shown => {
              let frames = 0;
              const count = () => ++frames >= 3 ? shown() : video.requestVideoFrameCallback(count);
              video.requestVideoFrameCallback(count);
            })));
          };
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async wanted => {
            if (!wanted?.video) return real(wanted);
            if (!picture) await window.playScene('candidate');
            setInterval(draw, 200);
            const stream = canvas.captureStream(5);
            if (wanted.audio && !window.hasNoMicrophone)
              (await real({ audio: wanted.audio })).getTracks().forEach(track => stream.addTrack(track));
            return stream;
          };
        })();
        """;

    static readonly Dictionary<string, byte[]> Scenes = new(StringComparer.Ordinal)
    {
        ["candidate"] = TestFaces.Candidate,
        ["stranger"] = TestFaces.Stranger,
        ["both"] = TestFaces.Both,
        ["dark"] = TestFaces.Dark,
        ["empty"] = TestFaces.Empty,
    };

    static readonly ConditionalWeakTable<IBrowserContext, ConcurrentDictionary<string, byte[]>> Pictures = new();

    /// <summary>Installs the camera in every page of the context.</summary>
    public static async Task InstallAsync(IBrowserContext context)
    {
        var pictures = new ConcurrentDictionary<string, byte[]>(Scenes, StringComparer.Ordinal);
        Pictures.Add(context, pictures);
        // Not a route: it would switch the browser's cache off, and each request of each page would wait for the test.
        await context.ExposeFunctionAsync("playedPicture", (string scene) => Convert.ToBase64String(pictures[scene]));
        await context.AddInitScriptAsync(Script);
    }

    /// <summary>Adds a scene to the context, or replaces a scene's picture.</summary>
    public static void Show(this IBrowserContext context, string scene, byte[] picture)
    {
        if (!Pictures.TryGetValue(context, out var pictures))
            throw new InvalidOperationException("The context has no played camera.");
        pictures[scene] = picture;
    }

    /// <summary>Shows a scene from now on: candidate, stranger, both, dark, empty, or one added by <see cref="Show"/>.</summary>
    public static Task PlayAsync(this IPage page, string scene) => page.EvaluateAsync("scene => window.playScene(scene)", scene);
}
