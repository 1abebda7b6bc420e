using MudBlazor;

namespace TapeDeck.Client.Layout;

/// <summary>What MudBlazor must know of the tokens in <c>wwwroot/app.css</c>; a test keeps both alike.</summary>
public static class AppTheme
{
    private static readonly string[] s_interface = ["Inter", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#f4f6fa", Surface = "#ffffff", BackgroundGray = "#f6f8fb", AppbarBackground = "#ffffff", AppbarText = "#0f172a",
            DrawerBackground = "#ffffff", DrawerText = "#435066", DrawerIcon = "#435066",
            TextPrimary = "#0f172a", TextSecondary = "#435066", TextDisabled = "#5a687e", ActionDefault = "#435066",
            ActionDisabled = "#5a687e", ActionDisabledBackground = "#e9edf3",
            LinesDefault = "#e1e7ef", LinesInputs = "#c6d0dd", TableLines = "#e1e7ef", Divider = "#e1e7ef", TableHover = "#f6f8fb",
            Primary = "#4f46e5", PrimaryContrastText = "#ffffff", Secondary = "#435066",
            Success = "#15703a", Warning = "#9a4a06", Error = "#b91c1c", Info = "#44608c", Dark = "#0f172a", HoverOpacity = 0.04,
        },
        PaletteDark = new PaletteDark
        {
            Background = "#0a0f1c", Surface = "#111829", BackgroundGray = "#161f33", AppbarBackground = "#111829", AppbarText = "#e7ecf5",
            DrawerBackground = "#111829", DrawerText = "#b3bed0", DrawerIcon = "#b3bed0",
            TextPrimary = "#e7ecf5", TextSecondary = "#b3bed0", TextDisabled = "#93a0b6", ActionDefault = "#b3bed0",
            ActionDisabled = "#93a0b6", ActionDisabledBackground = "#212c43",
            LinesDefault = "#212c42", LinesInputs = "#3a4862", TableLines = "#212c42", Divider = "#212c42", TableHover = "#161f33",
            Primary = "#818cf8", PrimaryContrastText = "#0b1022", Secondary = "#b3bed0",
            Success = "#5cc98a", Warning = "#eab054", Error = "#fb8a8a", Info = "#9db4d8", Dark = "#212c43", HoverOpacity = 0.06,
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = s_interface, FontSize = "13px", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = s_interface, FontSize = "12.5px", FontWeight = "550", TextTransform = "none", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = s_interface, FontSize = "13px", LineHeight = "1.45", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = s_interface, FontSize = "12.5px", LineHeight = "1.45", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = s_interface, FontSize = "15px", FontWeight = "650", LetterSpacing = "normal" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
    };
}
