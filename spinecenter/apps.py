from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig

# Plugins that the editor's bundle carries and our editor never loads; some of them call other people's servers.
UNUSED_PLUGINS = (
    *("about", "adobeair", "autoembed", "autogrow", "autolink", "bbcode", "codesnippet"),
    *("codesnippetgeshi", "colordialog", "copyformatting", "devtools", "div", "divarea"),
    *("docprops", "embed", "embedbase", "embedsemantic", "exportpdf", "flash", "forms", "iframe"),
    *("iframedialog", "image", "image2", "language", "magicline", "mathjax", "pagebreak"),
    *("placeholder", "preview", "scayt", "sharedspace", "showblocks", "smiley", "sourcedialog"),
    *("stylesheetparser", "tableresize", "templates", "uicolor", "uploadimage", "wsc"),
)


class SpinecenterConfig(AppConfig):
    name = "spinecenter"


class SpineAdminConfig(AdminConfig):
    default_site = "spinecenter.sites.SpineAdminSite"


class UsedStaticFilesConfig(StaticFilesConfig):
    """Leaves what no page asks for uncollected: half of all files, so that a start is quicker."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *(f"ckeditor/ckeditor/plugins/{name}/*" for name in UNUSED_PLUGINS),
        "ckeditor/ckeditor/skins/moono/*",
        # Words of the editor and of the admin's select boxes: English, Spanish and their neighbors.
        "ckeditor/ckeditor/*lang/[!e]*.js",
        "admin/js/vendor/select2/i18n/[!e]*.js",
    ]
